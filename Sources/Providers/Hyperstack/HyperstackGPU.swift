import Catalog

/// A GPU as Hyperstack names it: `H100-80G-PCIe-NVLink` is a model, its memory and how it is built in.
struct HyperstackGPU: Hashable, Sendable {
    /// The canonical name, such as `h100` or `a100-80gb`.
    let canonical: String
    /// Memory of one in GiB; nil if the name does not tell.
    let memoryGB: Int?

    init(_ vendor: String) {
        // How it is sold is no part of its name.
        let words = vendor.split(separator: "-").filter { $0.lowercased() != "spot" }
        memoryGB = words.lazy.compactMap(Self.gigabytes).first
        canonical = GPUName.canonical(words.joined(separator: "-"))
    }

    /// 80 of `80G`.
    private static func gigabytes(_ word: Substring) -> Int? {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        let unit = word.dropFirst(digits.count).lowercased()
        return unit == "g" || unit == "gb" ? Int(digits) : nil
    }
}
