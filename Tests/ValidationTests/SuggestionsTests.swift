import Hosts
import Testing

@testable import Catalog

@Suite struct SuggestionsTests {
    private static let regions = [
        "us-west1", "us-west2", "us-east1", "us-east4", "us-central1", "europe-west1", "europe-west4", "asia-east1",
    ]
    private static let types = [
        "n2-standard-2", "n2-standard-4", "n2-standard-8", "n2-highmem-4", "n2d-standard-4", "e2-standard-4",
        "a2-highgpu-1g", "a2-highgpu-2g", "g2-standard-4", "c4a-standard-4",
    ]

    /// Each row: what was typed and what was meant.
    @Test(arguments: [
        ("us-wets1", "us-west1"), ("us-west-1", "us-west1"), ("uswest1", "us-west1"), ("us_west1", "us-west1"),
        ("US-WEST1", "us-west1"), ("west-us1", "us-west1"), ("us-wesst1", "us-west1"), ("us-est1", "us-east1"),
        ("us-cenral1", "us-central1"), ("erope-west4", "europe-west4"), ("asia-eadt1", "asia-east1"),
    ])
    func regions(typed: String, meant: String) {
        #expect(Suggestions.near(typed, among: Self.regions).first?.name == meant)
    }

    @Test(arguments: [
        ("n2-standrad-4", "n2-standard-4"), ("n2-standard4", "n2-standard-4"), ("n2.standard.4", "n2-standard-4"),
        ("standard-n2-4", "n2-standard-4"), ("n2-highmen-4", "n2-highmem-4"), ("a2-highgpu-lg", "a2-highgpu-1g"),
        ("n2-standard-44", "n2-standard-4"), ("c4a-standard-4 ", "c4a-standard-4"),
    ])
    func machineTypes(typed: String, meant: String) {
        #expect(Suggestions.near(typed, among: Self.types).first?.name == meant)
    }

    @Test(arguments: ["", "banana", "x", String(repeating: "us-west1", count: 20)])
    func nothingIsNear(typed: String) {
        #expect(Suggestions.near(typed, among: Self.regions).isEmpty)
    }

    /// One slip costs less than two, and likelier slips less than unlikely ones.
    @Test func likelierSlipsCostLess() throws {
        func cost(_ typed: String, _ meant: String) throws -> Int {
            try #require(TypoDistance(typed).to(meant, limit: 100))
        }
        #expect(try cost("us-west1", "us-west1") == 0)
        #expect(try cost("us-wets1", "us-west1") < cost("us-wext1", "us-west1"))
        #expect(try cost("us-wedt1", "us-west1") < cost("us-wept1", "us-west1"))
        #expect(try cost("us_west1", "us-west1") < cost("us-wedt1", "us-west1"))
        #expect(try cost("us-wesst1", "us-west1") < cost("us-wesxt1", "us-west1"))
        #expect(TypoDistance("us-west1").to("europe-west4", limit: 30) == nil)
    }

    /// The prefilter and the early end must not change an answer.
    @Test func aLimitOnlyCutsOff() {
        for typed in ["us-wets1", "n2-standrad-4", "standard-n2-4", "erope", "g2", ""] {
            for name in Self.regions + Self.types {
                let whole = TypoDistance(typed).to(name, limit: 1000)
                for limit in [0, 5, 6, 10, 20, 30, 40] {
                    #expect(TypoDistance(typed).to(name, limit: limit) == whole.flatMap { $0 <= limit ? $0 : nil })
                }
            }
        }
    }

    /// The quick refusal of words that are far apart must never refuse one within the limit.
    @Test(arguments: UInt64(1)...20)
    func aLimitOnlyCutsOffRandomWords(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let letters = Array("aabcdelmnors0o1li248-._K\u{212A}\u{10}é")
        func word() -> String {
            String(
                (0..<Int.random(in: 1...12, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
        }
        for _ in 0..<200 {
            let (typed, meant) = (word(), word())
            let distance = TypoDistance(typed)
            // Over this limit nothing is.
            guard let cost = distance.to(meant, limit: 100_000) else { continue }
            #expect(distance.to(meant, limit: cost) == cost, "\(typed) \(meant)")
            if cost > 0 { #expect(distance.to(meant, limit: cost - 1) == nil, "\(typed) \(meant)") }
        }
    }

    @Test func closestKeepsTheGPU() {
        func machine(_ cpu: Int, _ ram: Int, _ gpu: GPURequest?, _ price: String?) -> MachineType {
            MachineType(cpu: Quantity(cpu), ramGB: Quantity(ram), gpu: gpu, price: price.flatMap { Money($0) })
        }
        func gpu(_ type: String, _ count: Int) -> GPURequest { GPURequest(type: type, count: count) }
        let offers = [
            CatalogIndex.Named(name: "plain", machine: machine(8, 32, nil, "0.1")),
            CatalogIndex.Named(name: "l4-1", machine: machine(4, 16, gpu("l4", 1), "0.7")),
            CatalogIndex.Named(name: "l4-1-big", machine: machine(16, 64, gpu("l4", 1), "0.9")),
            CatalogIndex.Named(name: "l4-2", machine: machine(8, 32, gpu("l4", 2), "1.4")),
            CatalogIndex.Named(name: "a100-1", machine: machine(8, 32, gpu("a100", 1), "0.7")),
            CatalogIndex.Named(name: "l4-1-dear", machine: machine(4, 16, gpu("l4", 1), "3.7")),
        ]
        let wanted = machine(4, 18, gpu("l4", 1), "0.8")
        #expect(
            Suggestions.closest(to: wanted, among: offers) == ["l4-1", "l4-1-dear", "l4-1-big", "l4-2"])
        #expect(Suggestions.closest(to: machine(8, 32, gpu("h100", 1), nil), among: offers) == [])
        #expect(Suggestions.closest(to: machine(2, 8, nil, nil), among: offers) == ["plain"])
    }
}
