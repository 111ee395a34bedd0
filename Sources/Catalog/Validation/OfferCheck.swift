import Hosts

/// Where a subject is put, and the machine type and image that are named or would be chosen for it there. It is the
/// costly part of checking, and the same for all hosts whose `Subject.offer` is: it is given that part only, so that
/// nothing else can decide the answer.
struct OfferCheck {
    /// What was found. A reference, because many hosts share it.
    final class Answer {
        /// The machine type; nil if there is none to check other things with.
        let name: String?
        /// What it has, as far as the catalog knows.
        let machine: MachineType?
        /// What is wrong with the place.
        let placeFaults: [Fault]
        /// What is wrong with the machine type or the request, and with the image.
        let faults: [Fault]
        /// Whether the disk type is told to be wrong already.
        let blamesDisk: Bool

        fileprivate init(_ found: Found, placeFaults: [Fault], imageFault: Fault?) {
            name = found.name
            machine = found.machine
            self.placeFaults = placeFaults
            faults = (imageFault.map { [$0] } ?? []) + found.faults
            blamesDisk = found.faults.contains { $0.key == "disk_type" }
        }
    }

    fileprivate struct Found {
        var name: String?
        var machine: MachineType?
        var faults: [Fault] = []
    }

    private let context: CheckContext
    private var subject: Subject { context.subject }

    /// Prepares it for all subjects that share a part.
    init(_ offer: Subject.Offer, on facts: CloudFacts) { context = CheckContext(offer.subject, on: facts) }

    /// Looks for it.
    func run() -> Answer {
        let (place, placeFaults) = PlaceCheck(context: context).run()
        guard let catalog = context.catalog else {
            return Answer(Found(), placeFaults: placeFaults, imageFault: nil)
        }
        let found = machine(at: place, catalog)
        return Answer(
            found, placeFaults: placeFaults,
            imageFault: subject.image.flatMap { image($0, at: place, on: found, catalog) })
    }

    private func image(
        _ image: String, at place: CheckContext.Place?, on found: Found, _ catalog: ValidationCatalog
    ) -> Fault? {
        let images = ImageCheck(context: context, catalog: catalog)
        if let fault = images.unknown(image) { return fault }
        guard found.faults.isEmpty else { return nil }
        return images.misplaced(image, at: place, on: subject.machineType == nil ? nil : found.name, found.machine)
    }

    /// Whether the catalog can prove anything of machine types: one that lists none, or none of a region, cannot.
    private func proves(_ place: CheckContext.Place?, _ catalog: ValidationCatalog) -> Bool {
        guard !catalog.index.table.machineTypes.isEmpty else { return false }
        guard let region = place?.region, catalog.index.hasRegion(region) else { return true }
        return catalog.index.offersAnything(inRegion: region)
    }

    /// The machine type that is named or would be chosen.
    private func machine(at place: CheckContext.Place?, _ catalog: ValidationCatalog) -> Found {
        let gpus = GPUCheck(context: context, catalog: catalog)
        let isPriced = PricingCheck(context: context).cloud() == nil
        guard proves(place, catalog) else { return Found(name: subject.machineType) }
        if let gpu = subject.gpu, let fault = gpus.unknown(gpu, at: place) {
            // A machine type beside GPUs of a wrong name can still be wrong itself.
            let named = subject.machineType.map {
                MachineCheck(context: context, catalog: catalog).run($0, at: place)
            }
            return Found(name: subject.machineType, machine: named?.machine, faults: [fault] + (named?.faults ?? []))
        }
        if let name = subject.machineType {
            var (machine, faults) = MachineCheck(context: context, catalog: catalog).run(name, at: place)
            if faults.isEmpty, let machine {
                let mismatch = subject.gpu.flatMap { gpus.mismatch($0, name, machine, at: place) }
                let price = isPriced ? PricingCheck(context: context).machine(name, machine, at: place) : nil
                if let mismatch { faults.append(mismatch) }
                if let price { faults.append(price) }
            }
            return Found(name: name, machine: machine, faults: faults)
        }
        guard let place else { return Found() }
        if let gpu = subject.gpu, let fault = gpus.offered(gpu, at: place) { return Found(faults: [fault]) }
        // Spot on a cloud without it, or a disk type it does not have, is told already and shall not rule all out.
        var asked = context
        if !isPriced { asked = asked.with { $0.pricing = .onDemand } }
        if !context.capabilities.diskTypes.contains(subject.diskType) { asked = asked.with { $0.diskGB = nil } }
        let found = RequestCheck(context: asked, catalog: catalog).run(at: place)
        return Found(name: found.faults.isEmpty ? found.name : nil, machine: found.machine, faults: found.faults)
    }
}
