import Hosts

/// Choosing an image: by its own name, or by a family such as `ubuntu-24.04-lts`, of which the newest that suits is taken.
enum HyperstackImages {
    /// The family of a default host.
    static let defaultFamily = "ubuntu-24.04-lts"

    /// The cloud's name of an image.
    /// - Parameters:
    ///   - wanted: a name or family.
    ///   - gpu: whether the host has GPUs, so that drivers are wanted.
    /// - Returns: nil if the region has none such.
    static func resolve(_ wanted: String, region: String, gpu: Bool, in images: [HyperstackImage]) -> String? {
        let here = images.filter { $0.region == region }
        if here.contains(where: { $0.name == wanted }) { return wanted }
        guard let release = release(ofFamily: wanted) else { return nil }
        let family = here.filter { $0.type.lowercased() == "ubuntu" && self.release(of: $0) == release }
        let suited = family.filter { hasDrivers($0) == gpu }
        return (suited.isEmpty ? family : suited).max { key($0) < key($1) }?.name
    }

    /// Whether an image brings GPU drivers.
    static func hasDrivers(_ image: HyperstackImage) -> Bool {
        let text = "\(image.name) \(image.version)".lowercased()
        return text.contains("cuda") || text.contains("nvidia")
    }

    /// `24.04` of `ubuntu-24.04-lts` and `ubuntu-24.04`.
    private static func release(ofFamily family: String) -> String? {
        let parts = family.split(separator: "-")
        guard parts.first == "ubuntu", parts.count == 2 || (parts.count == 3 && parts[2] == "lts"),
            isRelease(parts[1])
        else { return nil }
        return String(parts[1])
    }

    /// The Ubuntu release of an image: the first `dd.dd` of its version, else of its name.
    static func release(of image: HyperstackImage) -> String? {
        for text in [image.version, image.name] {
            if let found = text.split(separator: " ").first(where: isRelease) { return String(found) }
        }
        return nil
    }

    private static func isRelease(_ word: Substring) -> Bool {
        let bytes = Array(word.utf8)
        return bytes.count == 5 && bytes[2] == 0x2E && (bytes[..<2] + bytes[3...]).allSatisfy { $0 &- 0x30 < 10 }
    }

    /// The order of images of one release: by the numbers in their names (driver and CUDA versions), then by name.
    private static func key(_ image: HyperstackImage) -> Rank {
        var numbers: [Int] = []
        var digits = ""
        for character in image.name + " " {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else if !digits.isEmpty {
                numbers.append(Int(digits) ?? .max)
                digits = ""
            }
        }
        return Rank(numbers: numbers, name: image.name)
    }

    private struct Rank {
        var numbers: [Int]
        var name: String

        static func < (left: Rank, right: Rank) -> Bool {
            if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
    }
}
