import Crypto
import Hosts

/// Names and ids: of what we make, and read from what the cloud answers.
enum GCPNames {
    /// Names the data disk in the guest: `/dev/disk/by-id/google-berth-data`.
    static let dataDevice = "berth-data"
    /// Label of a disk: `boot` or `data`.
    static let roleLabel = "berth-role"
    /// Label of a VM: digest of the create request, so that a repeated request knows its own VM.
    static let requestLabel = "berth-request"
    /// Metadata keys that are written from other parts of a spec, and never shown.
    static let ownMetadata = ["ssh-keys", "startup-script"]
    /// Labels that users do not see.
    static let ownLabels = HostMark.LabelKey.all + [roleLabel, requestLabel]

    /// Name of a host's data disk. Each generation has its own: the disk of the former may be kept.
    static func dataDisk(_ mark: HostMark) -> String { dataDisk(mark.cloudName, generation: mark.generation) }

    /// The same, by the VM's name.
    static func dataDisk(_ cloudName: String, generation: Int) -> String {
        generation > 1 ? "\(cloudName)-data-\(generation)" : "\(cloudName)-data"
    }

    /// The network tag, and the stem of the names, of a host's own firewall rules.
    static func firewall(_ cloudName: String) -> String { "\(cloudName)-in" }

    /// The last segment of a URL or path.
    static func last(_ url: String) -> String { url.split(separator: "/").last.map(String.init) ?? url }

    /// The segment after a word: `zones` in `…/zones/us-west1-b/disks/d`.
    static func segment(after word: String, in url: String) -> String? {
        let parts = url.split(separator: "/")
        guard let place = parts.firstIndex(where: { $0 == word }), place + 1 < parts.count else { return nil }
        return String(parts[place + 1])
    }

    /// The region of a zone by its name: `us-west1` of `us-west1-b`.
    static func region(ofZone zone: String) -> String? {
        guard let dash = zone.lastIndex(of: "-"), dash != zone.startIndex else { return nil }
        return String(zone[..<dash])
    }

    /// The request id that makes an insert idempotent: a UUID that is a function of the token and the zone, because the
    /// same id in two zones would be two requests. Laid out as version 4, which every server takes.
    static func requestID(token: String, zone: String) -> String {
        var bytes = Array(SHA256.hash(data: Array("gcp\u{0}\(token)\u{0}\(zone)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for (place, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(place) { out.append(0x2D) }
            out += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Whether a text is a name the cloud may have given: `[a-z]([-a-z0-9]{0,61}[a-z0-9])?`.
    static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        return isLetter(first) && (isLetter(last) || isDigit(last))
            && bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D }
    }
}

/// A disk or VM by its zone and name; the text form is `us-west1-b/hub-1-k3f9q2ab-data`.
struct GCPRef: Hashable, Sendable {
    var zone: String
    var name: String

    init(zone: String, name: String) {
        self.zone = zone
        self.name = name
    }

    /// Reads the text form.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(zone: String(parts[0]), name: String(parts[1]))
    }

    /// Reads the URL of a zonal resource; nil for any other.
    init?(url: String) {
        guard let zone = GCPNames.segment(after: "zones", in: url) else { return nil }
        self.init(zone: zone, name: GCPNames.last(url))
    }

    var text: String { "\(zone)/\(name)" }
}
