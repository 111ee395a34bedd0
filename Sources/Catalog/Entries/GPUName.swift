/// Canonical names of GPU types, one for all clouds: `h100`, `a100-80gb`, `rtx-6000-ada`.
///
/// Lower case, the model without its maker, form factor and links; the memory only where one name is sold with several
/// sizes (`a100` has 40 GB and `a100-80gb` 80; `v100` 16 and `v100-32gb` 32).
public enum GPUName {
    /// The canonical name of what a cloud or a vendor calls a GPU.
    /// - Parameters:
    ///   - vendorName: such as `nvidia-h100-80gb`, `H100-80G-PCIe`, `A10 (24 GB PCIe)` or `gpu-h100-sxm`.
    ///   - memoryGB: memory of one GPU in GiB if the cloud says it; a size within the name wins.
    public static func canonical(_ vendorName: String, memoryGB: Int? = nil) -> String {
        var words = words(of: vendorName)
        let memory = takeMemory(&words) ?? memoryGB
        let model = model(words)
        guard let sizes = severalSizes[model], let memory else { return model }
        return memory >= sizes.from ? "\(model)-\(sizes.suffix)" : model
    }

    /// Whether a name has the form of a canonical one: lower-case letters, digits and single `-` between them.
    public static func isCanonical(_ name: String) -> Bool {
        !name.isEmpty
            && name.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
            }
    }

    /// Names sold with several sizes: from so many GiB on, the name carries the size.
    private static let severalSizes: [String: (from: Int, suffix: String)] = [
        "a100": (60, "80gb"), "v100": (24, "32gb"),
    ]

    /// Makers, product lines, form factors, links and licences: what a name has besides the model.
    private static let besides: Set<String> = [
        "nvidia", "amd", "tesla", "geforce", "instinct", "gpu", "graphics", "quadro", "pcie", "pci", "nvl", "nvlink",
        "hbm2", "hbm2e", "hbm3", "hbm3e", "ib", "infiniband", "mega", "vws", "tensor", "core", "generation",
        "blackwell",
        "server", "workstation", "edition", "se", "a", "b",
    ]

    /// Lower-case runs of letters and digits.
    private static func words(of name: String) -> [String] {
        name.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map(String.init)
    }

    /// Takes the memory out: `80gb`, `80g`, or `80` before `gb`.
    private static func takeMemory(_ words: inout [String]) -> Int? {
        for index in words.indices.dropFirst() {
            for unit in ["gb", "gib", "g"] {
                if words[index] == unit, let size = Int(words[index - 1]) {
                    words.removeSubrange(index - 1...index)
                    return size
                }
                if words[index].hasSuffix(unit), let size = Int(words[index].dropLast(unit.utf8.count)) {
                    words.remove(at: index)
                    return size
                }
            }
        }
        return nil
    }

    private static func model(_ words: [String]) -> String {
        let rest = words.filter { !besides.contains($0) && !isSocket($0) }
        if words.contains("radeon") { return rest.joined(separator: "-") }
        if let rtx = rest.firstIndex(where: { $0.hasPrefix("rtx") }) { return workstation(Array(rest[rtx...])) }
        // The first word with a letter and a digit in it is the model: `h100`, `gb200`, `mi300x`, `t4g`.
        let model = rest.first { word in word.contains(where: \.isLetter) && word.contains(where: \.isNumber) }
        return model ?? (rest.isEmpty ? words : rest).joined(separator: "-")
    }

    /// `sxm` and `sxm5`, the sockets.
    private static func isSocket(_ word: String) -> Bool {
        word.hasPrefix("sxm") && word.dropFirst(3).allSatisfy(\.isNumber)
    }

    /// The RTX line: `rtx a6000` is `a6000`, others keep the prefix: `rtx-6000-ada`, `rtx-pro-6000`.
    private static func workstation(_ words: [String]) -> String {
        var parts: [String] = []
        for word in words {
            // `rtx4090` and `pro6000` are two words written as one.
            let letters = String(word.prefix { $0.isLetter })
            if letters == "rtx" || letters == "pro", letters.utf8.count < word.utf8.count {
                parts += [letters, String(word.dropFirst(letters.utf8.count))]
            } else {
                parts.append(word)
            }
        }
        if parts.count > 1, parts[1].first == "a", parts[1].dropFirst().allSatisfy(\.isNumber), parts[1].utf8.count > 3
        {
            return parts[1]
        }
        return parts.joined(separator: "-")
    }
}
