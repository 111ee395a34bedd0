import Catalog
import Diagnostics
import Hosts

/// A spec made concrete: the rung it stands on, the offering, and what the cloud will be told.
struct DesiredHost {
    var provider: ProviderID
    var rung: PlacementRung?
    var offering: Offering
    var configuration: HostConfiguration
    /// Why the pinned machine type does not do any more, beginning with the key: `cpu: 16 does not fit …`.
    var misfit: String?

    /// Makes a spec concrete on one rung; nil is the host's own place.
    ///
    /// What is pinned in the record stays: the machine type while it still satisfies the request (a cheaper one that
    /// appeared is no change), and the region, zone, image and boot size where the spec leaves them open. What was
    /// pinned on another cloud means nothing on this one.
    /// - Parameter record: the host's record, if what it pins is to be kept.
    init(
        _ spec: HostSpec, rung: PlacementRung?, record: HostRecord?, input: PlanInput
    ) throws(Sizing.NoOffering) {
        let provider = rung?.provider ?? spec.provider
        guard let capabilities = input.capabilities[provider], let catalog = input.catalogs[provider] else {
            throw Sizing.NoOffering(key: "provider", message: "\(provider.rawValue) is not built into this version")
        }
        let pinned = record?.provider == provider ? record?.applied : nil
        let choice = Choice(spec, rung: rung, pinned: pinned, catalog: catalog, capabilities: capabilities)
        misfit = choice.misfit
        offering = try choice.offering()
        self.provider = provider
        self.rung = rung
        configuration = Self.configuration(spec, rung: rung, offering: offering, pinned: pinned, capabilities)
    }

    /// The rung an existing host stands on: the first whose demands its applied configuration meets; else its own place.
    static func rung(of spec: HostSpec, record: HostRecord) -> PlacementRung? {
        guard let applied = record.applied, !spec.placement.isEmpty else { return nil }
        let ladder: [PlacementRung?] = [nil] + spec.placement.map { $0 }
        let met = ladder.filter { meets($0, spec, record.provider, applied) }
        // Of rungs in one place the host stands on the one whose type it has.
        let exact = met.firstIndex { ($0?.machineType ?? spec.machineType) == applied.machineType } ?? 0
        return met.indices.contains(exact) ? met[exact] : nil
    }

    private static func meets(
        _ rung: PlacementRung?, _ spec: HostSpec, _ provider: ProviderID, _ applied: HostConfiguration
    ) -> Bool {
        guard (rung?.provider ?? spec.provider) == provider else { return false }
        let place = Place(spec, rung)
        if let region = place.region, region != applied.region { return false }
        if let zone = place.zone, zone != applied.zone { return false }
        if let type = rung?.machineType, type != applied.machineType { return false }
        return (rung?.pricing ?? spec.pricing) == applied.pricing
    }

    private static func configuration(
        _ spec: HostSpec, rung: PlacementRung?, offering: Offering, pinned: HostConfiguration?,
        _ capabilities: Capabilities
    ) -> HostConfiguration {
        let gpus = offering.machine?.gpu != nil || spec.gpu != nil
        let samePlace = pinned?.region == offering.region
        // A new host whose zone is left open is not bound to the first that sells its type: another may have room. One that
        // was begun so is asked for again in the same words.
        let isPinned = samePlace && pinned?.zone != nil
        let isOpen = capabilities.choosesZone && !isPinned && Place(spec, rung).zone == nil
        // Names of images, subnets and options mean nothing on a cloud that the spec was not written for.
        let sameCloud = offering.provider == spec.provider
        var made = HostConfiguration(
            region: offering.region,
            zone: isOpen ? nil : offering.zone ?? (samePlace ? pinned?.zone : nil),
            machineType: offering.machineType,
            image: (sameCloud ? spec.image : nil) ?? pinned?.image ?? capabilities.defaultImage,
            bootDiskGB: spec.bootDiskGB ?? pinned?.bootDiskGB
                ?? (gpus ? capabilities.bootDiskGB.gpu : capabilities.bootDiskGB.plain)
        )
        made.dataDisk = spec.diskGB.map { DataDisk(sizeGB: $0, type: spec.diskType) }
        made.storage = spec.storage
        made.pricing = rung?.pricing ?? spec.pricing
        made.publicIP = spec.network.publicIP
        made.subnet = sameCloud ? spec.network.subnet : nil
        made.openPorts = spec.network.openPorts
        made.tags = spec.tags
        made.labels = spec.labels
        made.metadata = spec.metadata
        made.sshUser = spec.ssh.user
        made.sshKeys = spec.ssh.publicKeys
        made.userData = spec.startupScript.map { TextDigest(of: $0) }
        made.options = sameCloud ? spec.options : [:]
        return made
    }

    /// GPUs of the machine type.
    var gpus: Int { offering.machine?.gpu?.count ?? 0 }

    /// This place as a candidate of a create.
    var candidate: Step.Candidate {
        Step.Candidate(
            provider: provider, configuration: configuration, price: offering.price,
            stoppedPrice: offering.stoppedPrice, gpus: gpus)
    }
}
