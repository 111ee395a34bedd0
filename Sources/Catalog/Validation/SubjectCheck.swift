import Hosts

/// All checks of one subject, in the order in which one depends on another. A check that fails stops those that rest on
/// what it says, so that one mistake makes one finding.
struct SubjectCheck {
    let context: CheckContext
    private var subject: Subject { context.subject }

    /// What is wrong.
    /// - Parameter offer: what is offered for it, which many subjects share.
    func run(_ offer: OfferCheck.Answer) -> [Fault] {
        var out: [Fault] = []
        let disks = DiskCheck(context: context)
        if let fault = PricingCheck(context: context).cloud() { out.append(fault) }
        if let fault = PowerCheck(context: context).run() { out.append(fault) }
        if let fault = bootDisk(disks) { out.append(fault) }
        if !offer.placeFaults.isEmpty { out += offer.placeFaults }
        if !offer.faults.isEmpty { out += offer.faults }
        if !offer.blamesDisk, let fault = disks.dataDisk(on: offer.name, offer.machine) { out.append(fault) }
        return out
    }

    /// What is wrong with the boot disk: by the cloud's table, else by what the image needs.
    private func bootDisk(_ disks: DiskCheck) -> Fault? {
        guard let size = subject.bootDiskGB else { return nil }
        if let fault = disks.bootDisk(size) { return fault }
        return context.catalog.flatMap { ImageCheck(context: context, catalog: $0).bootDisk(size) }
    }
}
