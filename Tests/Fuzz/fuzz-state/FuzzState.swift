import Records

/// Feeds bytes to the readers of stored state. The first byte chooses: even for the state file, odd for the journal.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let verdict = ReaderCheck.read(Array(UnsafeBufferPointer(start: data, count: size)))
    if case .broken(let reason) = verdict { preconditionFailure(reason) }
    return 0
}
