import Diagnostics
import Hosts
import Specs

/// One round of libFuzzer: any bytes are read or refused, findings can be drawn, and a host that was read renders to a
/// file that reads back to the same host.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSpecs(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let result = SpecReader().read(texts: [(path: "a.yaml", bytes: bytes)])
    precondition((result.fleet == nil) == result.hasErrors)
    _ = DiagnosticRenderer.text(result.diagnostics, texts: result.texts, style: .coloured)
    guard let fleet = result.fleet, let host = fleet.hosts.first else { return 0 }
    let text = SpecRenderer.text(host: host, in: fleet)
    let again = SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))])
    precondition(again.fleet?.hosts == [host], text)
    return 0
}
