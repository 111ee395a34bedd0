import ArgumentParser
import Catalog
import Diagnostics
import Hosts

/// What `berth catalog find` looks for.
struct CatalogQueryOptions: ParsableArguments {
    @Option(
        parsing: .singleValue, help: ArgumentHelp("Only this cloud. May be repeated.", valueName: "cloud"),
        transform: ArgumentText.cloud)
    var provider: [ProviderID] = []

    @Option(help: ArgumentHelp("GPU by its name here or the vendor's: h100, 'a100*', '*'.", valueName: "type"))
    var gpu: String?

    @Option(help: ArgumentHelp("How many GPUs: 1, 1.., 2..8, ..4.", valueName: "range"), transform: ArgumentText.count)
    var count: CountRange?

    @Option(help: ArgumentHelp("vCPUs at least.", valueName: "number"), transform: ArgumentText.quantity)
    var cpu: Quantity?

    @Option(help: ArgumentHelp("Memory at least, in GiB.", valueName: "number"), transform: ArgumentText.quantity)
    var ramGb: Quantity?

    @Option(
        help: ArgumentHelp(
            "Price per hour at most, such as 3 or '2.50 USD'. Leaves out unknown prices.", valueName: "price"),
        transform: ArgumentText.money)
    var maxPrice: Money?

    @Flag(help: "With --max-price: also what has no known price.")
    var unknownPrices = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Only regions of this pattern. May be repeated.", valueName: "pattern"))
    var region: [String] = []

    @Option(
        parsing: .singleValue, help: ArgumentHelp("Only zones of this pattern. May be repeated.", valueName: "pattern"))
    var zone: [String] = []

    @Option(help: ArgumentHelp("Only machine types of this pattern.", valueName: "pattern"))
    var machineType: String?

    @Option(help: ArgumentHelp("Only this architecture: x86_64 or arm64.", valueName: "name"))
    var architecture: Architecture?

    @Flag(help: "What is sold as spot, by its spot price.")
    var spot = false

    @Flag(help: "Leave out what the cloud said it had none of, when the catalog was made.")
    var inStock = false

    /// The query they make.
    var query: CatalogQuery {
        var out = CatalogQuery()
        out.providers = Set(provider)
        out.gpu = gpu
        out.gpuCount = count
        out.cpu = cpu
        out.ramGB = ramGb
        out.maxPrice = maxPrice
        out.admitsUnknownPrices = unknownPrices
        out.regions = region
        out.zones = zone
        out.machineType = machineType
        out.architecture = architecture?.rawValue
        out.pricing = spot ? .spot : .onDemand
        out.inStock = inStock
        return out
    }
}

/// The architectures of machine types.
enum Architecture: String, ExpressibleByArgument, CaseIterable, Sendable {
    case x86 = "x86_64"
    case arm64
}

/// Reads values of options, and says what was expected.
enum ArgumentText {
    /// A cloud by its word.
    static func cloud(_ text: String) throws -> ProviderID {
        if let id = ProviderID(rawValue: text) { return id }
        let words = ProviderID.allCases.map(\.rawValue).sorted()
        let near = Spelling.nearest(to: text, among: words).map { "did you mean `\($0)`?" }
        throw ValidationError("there is no cloud `\(text)`; \(near ?? "known are \(words.joined(separator: ", "))")")
    }

    /// A range of counts.
    static func count(_ text: String) throws -> CountRange {
        guard let range = CountRange(text) else {
            throw ValidationError("`\(text)` is no count: write 1, 1.., 2..8 or ..4")
        }
        return range
    }

    /// An amount of vCPUs or GiB.
    static func quantity(_ text: String) throws -> Quantity {
        guard let amount = Quantity(text) else { throw ValidationError("`\(text)` is no number such as 8 or 7.5") }
        return amount
    }

    /// A price.
    static func money(_ text: String) throws -> Money {
        guard let money = Money(text) else { throw ValidationError("`\(text)` is no price such as 3 or '2.50 USD'") }
        return money
    }
}
