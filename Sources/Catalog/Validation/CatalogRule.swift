/// Every rule that the validator holds specs to with the catalog and the capability tables: the code that scripts match,
/// and what it means. Codes are stable: one that was released is never given another meaning.
public enum CatalogRule: String, Hashable, Sendable, CaseIterable {
    // Place.
    case regionMissing = "region-missing"
    case regionUnknown = "region-unknown"
    case regionUnsupported = "region-unsupported"
    case regionOffer = "region-offer"
    case zoneMissing = "zone-missing"
    case zoneUnknown = "zone-unknown"
    case zoneElsewhere = "zone-elsewhere"
    case zoneUnsupported = "zone-unsupported"
    case zoneOffer = "zone-offer"
    // Machine.
    case machineTypeUnknown = "machine-type-unknown"
    case machineTypeOffer = "machine-type-offer"
    case machineTypeCustom = "machine-type-custom"
    case gpuUnknown = "gpu-unknown"
    case gpuUnsupported = "gpu-unsupported"
    case gpuOffer = "gpu-offer"
    case gpuCount = "gpu-count"
    case gpuMismatch = "gpu-mismatch"
    case cpuUnavailable = "cpu-unavailable"
    case ramUnavailable = "ram-unavailable"
    case pricingUnsupported = "pricing-unsupported"
    // Image and disks.
    case imageUnknown = "image-unknown"
    case imageOffer = "image-offer"
    case imageArchitecture = "image-architecture"
    case bootDiskSize = "boot-disk-size"
    case bootDiskUnsupported = "boot-disk-unsupported"
    case diskUnsupported = "disk-unsupported"
    case diskSize = "disk-size"
    case diskStep = "disk-step"
    case diskTypeUnsupported = "disk-type-unsupported"
    case diskTypeMachine = "disk-type-machine"
    case storageUnsupported = "storage-unsupported"
    // What a cloud can do, and its grammar.
    case powerUnsupported = "power-unsupported"
    case nameTooLong = "name-too-long"
    case labelUnsupported = "label-unsupported"
    case labelForm = "label-form"
    case labelsTooMany = "labels-too-many"
    case tagsUnsupported = "tags-unsupported"
    case metadataUnsupported = "metadata-unsupported"
    case networkUnsupported = "network-unsupported"
    case scriptTooLong = "script-too-long"
    case placementSize = "placement-size"

    /// What the rule asks for, in one sentence.
    public var explanation: String {
        switch self {
        case .regionMissing: "A host on a cloud that needs a region must name one, or a zone of it."
        case .regionUnknown: "A region must be one of the cloud's."
        case .regionUnsupported: "A cloud without regions takes none."
        case .regionOffer: "What a host asks for must be offered in its region."
        case .zoneMissing: "A host on a cloud that needs a zone must name one."
        case .zoneUnknown: "A zone must be one of the cloud's."
        case .zoneElsewhere: "A zone must be of the region that stands beside it."
        case .zoneUnsupported: "A cloud without zones takes none."
        case .zoneOffer: "What a host asks for must be offered in its zone."
        default: machineExplanation
        }
    }

    private var machineExplanation: String {
        switch self {
        case .machineTypeUnknown: "A machine type must be one of the cloud's."
        case .machineTypeOffer: "A machine type must be offered in the host's region."
        case .machineTypeCustom: "A custom machine type must have a size that its family allows."
        case .gpuUnknown: "A GPU type must be one that the cloud has, by its canonical name."
        case .gpuUnsupported: "A cloud without GPUs takes no request for them."
        case .gpuOffer: "GPUs must be offered in the host's region."
        case .gpuCount: "There must be machines with exactly that many GPUs of the type."
        case .gpuMismatch: "A machine type and the GPUs that stand beside it must agree."
        case .cpuUnavailable: "Some machine type at the place must have that many vCPUs."
        case .ramUnavailable: "Some machine type at the place must have that much memory."
        case .pricingUnsupported: "The cloud and the machine type must be sold by the pricing model."
        default: diskExplanation
        }
    }

    private var diskExplanation: String {
        switch self {
        case .imageUnknown: "An image must be one of the cloud's families, or have the form of an id."
        case .imageOffer: "An image must be offered in the host's region."
        case .imageArchitecture: "An image must be built for the machine's architecture."
        case .bootDiskSize: "A boot disk must hold its image and keep to the cloud's limits."
        case .bootDiskUnsupported: "A boot disk that comes with the machine type has no size of its own."
        case .diskUnsupported: "A cloud without network disks takes no data disk that outlives its VM."
        case .diskSize: "A data disk must keep to the limits of its type, or to the machine's local disk."
        case .diskStep: "A data disk's size must be a multiple of its type's step."
        case .diskTypeUnsupported: "A disk type must be one that the cloud has."
        case .diskTypeMachine: "A disk type must be one that the machine type takes."
        case .storageUnsupported: "A storage mode must be one that the cloud and the machine type have."
        default: tableExplanation
        }
    }

    private var tableExplanation: String {
        switch self {
        case .powerUnsupported: "A host can only be kept stopped on a cloud that can stop it."
        case .nameTooLong: "A host's name must leave room for what the cloud's names add to it."
        case .labelUnsupported: "Labels need a cloud that has them."
        case .labelForm: "A label must keep to the cloud's grammar."
        case .labelsTooMany: "A host has at most as many labels as its cloud allows beside the marks."
        case .tagsUnsupported: "Network tags need a cloud that has them."
        case .metadataUnsupported: "Instance metadata needs a cloud that has it."
        case .networkUnsupported: "A network setting must be one that the cloud takes."
        case .scriptTooLong: "A start-up script must fit into the cloud's limit."
        case .placementSize: "A placement on another cloud must have a size that means something there."
        default: ""
        }
    }
}
