/// A GPU as Hyperstack names it: `H100-80G-PCIe-NVLink` is a model, its memory and how it is built in.
struct HyperstackGPU: Hashable, Sendable {
    /// The canonical name, such as `h100` or `a100-80gb`.
    let canonical: String
    /// Memory of one in GiB; nil if the name does not tell.
    let memoryGB: Int?

    init(_ vendor: String) {
        var words = vendor.lowercased().split(separator: "-").map(String.init)
        if words.last == "spot" { words.removeLast() }
        let place = words.firstIndex { Self.gigabytes($0) != nil }
        memoryGB = place.flatMap { Self.gigabytes(words[$0]) }
        // What stands behind the memory, or names a socket or a link, is how it is built in.
        let model = words[..<(place ?? words.count)].filter { !Self.builds.contains($0) && !$0.hasPrefix("sxm") }
        var name = model.joined(separator: "-")
        // `RTX-A6000` and `A6000` are one.
        if name.hasPrefix("rtx-a"), name.dropFirst(5).first?.isNumber == true { name.removeFirst(4) }
        if name == "a100", let memoryGB, memoryGB >= 80 { name = "a100-80gb" }
        canonical = name.isEmpty ? vendor.lowercased() : name
    }

    private static let builds: Set<String> = ["pcie", "nvlink", "sl", "se", "nvl"]

    private static func gigabytes(_ word: String) -> Int? {
        guard word.hasSuffix("g") || word.hasSuffix("gb") else { return nil }
        return Int(word.prefix { $0.isNumber }).flatMap { digits in
            word.dropFirst(String(digits).utf8.count) == "g" || word.hasSuffix("gb") ? digits : nil
        }
    }
}
