import Hosts

/// What is known of clouds that this build cannot talk to yet, so that their specs can be checked all the same; and what
/// specs of every cloud are held to. The facts are the vendors' documents and schemas.
enum KnownCapabilities {
    /// The table of a cloud without an adapter; nil for one that has its own.
    static func table(of id: ProviderID) -> Capabilities? {
        switch id {
        case .aws: aws
        case .nebius: nebius
        case .gcp, .hyperstack, .lambda, .local: nil
        }
    }

    /// What a cloud takes of a spec.
    static func limits(of id: ProviderID) -> SpecLimits {
        var limits = SpecLimits()
        switch id {
        case .aws:
            // 50 tags on a resource; six are ours, one is the name.
            limits.labelCount = 43
            limits.metadata = false
            limits.localDiskIsListed = true
            limits.imageForms = ["ami-*", "resolve:ssm:*", "/aws/service/*"]
        case .gcp:
            // 64 labels on a resource; eight are ours.
            limits.labelCount = 64 - GCPNames.ownLabels.count
            limits.bootDiskGB = .init(min: 10, max: 65_536, step: 1)
            limits.imageForms = ["projects/*", "https://*", "*/global/images/*", "global/images/*"]
            limits.customSizes = GCPMachineName.customSizes
        case .hyperstack:
            limits.metadata = false
            limits.subnet = false
            limits.bootDiskGB = nil
        case .lambda:
            limits.labelKey = 2...55
            limits.labelKeyUnderscore = false
            limits.metadata = false
            limits.subnet = false
            limits.privateHosts = false
            limits.bootDiskGB = nil
            limits.imageForms = ["????????-????-????-????-????????????"]
        case .nebius:
            limits.metadata = false
            limits.diskGB = [.ssdIOM3: .init(min: 93, max: 65_472, step: 93)]
            // The plain disk, and the one that boots, is the replicated network SSD. The cheaper one that is not
            // replicated comes in steps of 93 GiB and loses its data with one server: nobody shall get it by default.
            limits.diskTypeMeaning = [.balanced: .ssd]
            limits.imageForms = ["computeimage-*"]
        case .local: break
        }
        return limits
    }

    private static let aws: Capabilities = {
        var table = Capabilities()
        table.gpu = true
        table.spot = true
        table.ephemeralDisk = true
        table.tags = false
        table.tagChange = .never
        table.metadataChange = .never
        table.idempotencyToken = true
        table.listFilter = true
        table.stoppedBills = "disks"
        table.userDataLimit = 16_384
        table.dataDiskGB = .init(min: 1, max: 65_536, step: 1)
        return table
    }()

    private static let nebius: Capabilities = {
        var table = Capabilities()
        table.zone = .unsupported
        table.gpu = true
        table.spot = true
        table.restart = false
        table.hardRestart = false
        table.tags = false
        table.tagChange = .never
        table.metadataChange = .never
        table.idempotencyToken = true
        table.userDataLimit = 32_768
        table.defaultImage = "ubuntu24.04-driverless"
        table.diskTypes = [.ssd, .balanced, .standard, .ssdIOM3]
        return table
    }()
}
