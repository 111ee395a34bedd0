/// A VM as Hyperstack tells of it. Every field but the id may be missing or null in an answer.
struct HyperstackVM: Hashable, Sendable {
    var id: Int
    var name: String
    /// The cloud's word in capitals, such as `ACTIVE`.
    var status: String
    /// The last stable state: `active`, `stopped`, `shelved_offloaded`.
    var vmState: String?
    var environment: String?
    var region: String?
    var image: String?
    var flavor: String?
    var keyPair: String?
    var floatingIP: String?
    var floatingIPStatus: String?
    /// Volumes attached; nil if the answer does not speak of them.
    var attachments: [HyperstackAttachment]?
    var labels: [String]

    /// Whether it has a public address that works.
    var hasAddress: Bool { floatingIP != nil && (floatingIPStatus ?? "ATTACHED") == "ATTACHED" }
}

/// A volume as a VM tells of it.
struct HyperstackAttachment: Hashable, Sendable {
    var volume: Int
    var name: String?
    /// In GiB.
    var size: Int?
    var bootable: Bool
    /// `ATTACHING`, `ATTACHED`.
    var status: String?
}

/// A volume as Hyperstack tells of it.
struct HyperstackVolume: Hashable, Sendable {
    var id: Int
    var name: String
    /// `creating`, `available`, `in-use`, `reserved`, `error` …, in small letters.
    var status: String
    /// In GiB.
    var size: Int?
    var bootable: Bool
    var description: String?
    var environment: String?
    var region: String?
    /// The VM it is attached to.
    var instance: Int?
    /// Of the attachment: `ATTACHING`, `ATTACHED`.
    var attachmentStatus: String?

    /// Whether the VM has it, and the attaching is over.
    func isAttached(to vm: Int) -> Bool {
        status == "in-use" && (instance == nil || instance == vm) && attachmentStatus != "ATTACHING"
    }

    /// Whether it is no more, although it is still listed.
    var isDeleted: Bool { status == "deleted" }
}

/// An environment: the place of VMs, volumes and key pairs, in one region.
struct HyperstackEnvironment: Hashable, Sendable {
    var id: Int
    var name: String
    var region: String?
}

/// A public key that VMs of an environment may be made with.
struct HyperstackKeyPair: Hashable, Sendable {
    var id: Int
    var name: String
    var environment: String?
    var publicKey: String?
}

/// A machine type in one region.
struct HyperstackFlavor: Hashable, Sendable {
    var name: String
    var region: String
    var cpu: Int?
    /// Decimal text, in GiB.
    var ram: String?
    /// Root disk in GiB.
    var disk: Int?
    /// Disk inside the machine in GiB.
    var ephemeral: Int?
    /// The GPU's name, such as `H100-80G-PCIe`; nil for none.
    var gpu: String?
    var gpuCount: Int
    var stockAvailable: Bool?
    var labels: [String]

    /// Whether it may be taken away at any time.
    var isSpot: Bool { HyperstackFlavor.isSpot(name) || labels.contains("spot") }

    static func isSpot(_ name: String) -> Bool { name.lowercased().hasSuffix("-spot") }
}

/// An image in one region; VMs name it by its name.
struct HyperstackImage: Hashable, Sendable {
    var name: String
    var region: String
    /// The distribution, such as `Ubuntu`.
    var type: String
    /// Such as `Server 24.04 LTS R570 CUDA 12.8`.
    var version: String
}

/// What is left of one GPU model in one region.
struct HyperstackStock: Hashable, Sendable {
    var region: String
    var model: String
    /// `0` to `9`, `10+`, `25+` ….
    var available: String?
    /// How many VMs with so many GPUs fit.
    var configurations: [Int: Int]
}

/// One row of the price list, in USD per hour.
struct HyperstackPrice: Hashable, Sendable {
    var name: String
    /// Decimal text, perhaps with an exponent, such as `0E-9`.
    var value: String
}

/// Something that happened to a VM.
struct HyperstackEvent: Hashable, Sendable {
    var type: String
    var reason: String
    var message: String
}

/// One page of a list.
struct HyperstackPage<Item: Sendable>: Sendable {
    var items: [Item]
    /// Items in all pages, if told.
    var total: Int?
    /// Items a page has at most, if told.
    var size: Int?
}
