import Catalog
import Hosts
import Providers
import Testing

@Suite struct CatalogFileTests {
    /// A small sound file with something of everything.
    static let text = """
        {
        "currency":"USD",
        "date":"2026-11-22",
        "disk_types":[
        {"max_gb":16384,"min_gb":1,"name":"gp3","price":{"r1":"0.000109589"},"step_gb":1,"type":"balanced"},
        {"name":"io2","price":{"*":"0.0002"},"type":"ssd"}
        ],
        "format_version":1,
        "gpu_types":[
        {"memory_gb":80,"name":"h100","vendor_name":"NVIDIA H100"}
        ],
        "images":[
        {"architecture":"x86_64","gpu_drivers":false,"min_disk_gb":8,"name":"ubuntu-24.04-lts","regions":["r1"]}
        ],
        "machine_types":[
        {"architecture":"arm64","cpu":0.25,"in":{"r1":{"price":"0.204","spot_price":"0.08","stock":"12","zones":["r1-a"]},"r2":{}},"name":"a1","ram_gb":1.5,"spot":true},
        {"cpu":192,"disk_types":["balanced","ssd"],"gpu":{"count":8,"type":"h100"},"in":{"r1":{"price":"55.04","stock":"some"}},"local_disk_gb":30400,"name":"p5","ram_gb":2048},
        {"cpu":4,"in":{"r2":{"spot_price":"1","stock":"0"}},"name":"spotty","on_demand":false,"ram_gb":16,"spot":true}
        ],
        "provider":"aws",
        "regions":[
        {"name":"r1","zones":["r1-a","r1-b"]},
        {"name":"r2"}
        ],
        "sources":[
        {"date":"2026-05-01","kinds":["machine_types","regions"],"text":"made up for the tests"}
        ]
        }

        """

    static func read(_ text: String) throws(CatalogFault) -> CatalogTable {
        try CatalogFile.read(Array(text.utf8), path: "state/catalog/aws.json", provider: .aws)
    }

    @Test func readsAllThereIs() throws {
        let table = try Self.read(Self.text)
        #expect(table.date == CalendarDate("2026-11-22"))
        #expect(table.date(ofKind: "regions") == CalendarDate("2026-05-01"))
        #expect(table.date(ofKind: "prices") == CalendarDate("2026-11-22"))
        let small = try #require(table.machineTypes.first)
        #expect(small.cpu == Quantity(thousandths: 250))
        #expect(small.architecture == "arm64")
        #expect(
            small.offers == [
                .init(
                    region: "r1", zones: ["r1-a"], price: Money("0.204"), spotPrice: Money("0.08"), stock: .atLeast(12)),
                .init(region: "r2"),
            ])
        #expect(table.machineTypes[1].diskTypes == [.balanced, .ssd])
        #expect(table.machineTypes[1].gpu == GPURequest(type: "h100", count: 8))
        #expect(table.machineTypes[2].onDemand == false)
        #expect(table.diskTypes.map { $0.price(in: "r2") } == [nil, Money("0.0002")])
        #expect(table.count == 2 + 2 + 1 + 1 + 2 + 4)
    }

    @Test func writesTheSameBytes() throws {
        #expect(String(decoding: CatalogFile.write(try Self.read(Self.text)), as: UTF8.self) == Self.text)
    }

    @Test func writesLocalAndReadsIt() throws {
        var table = CatalogTable(provider: .local, entries: LocalCatalog.entries, date: CalendarDate("2026-11-22"))
        table.sources = [.init(date: try #require(table.date), kinds: table.kinds, text: "the Local cloud")]
        let bytes = CatalogFile.write(table)
        #expect(try CatalogFile.read(bytes, path: "local.json", provider: .local) == table)
    }

    static let faults: [(old: String, new: String, message: String)] = [
        (
            #""price":"0.204""#, #""price":"0""#,
            "16: machine_types[0] a1: price in r1 is 0; leave out a price that is not known"
        ),
        (
            #""price":"0.204""#, #""price":0.204"#,
            "16: machine_types[0] a1: price in r1 must be a decimal in quotes, such as \"0.204\""
        ),
        (
            #""price":"0.204""#, #""price":"0.2 EUR""#,
            "16: machine_types[0] a1: price in r1 must be a decimal in quotes, such as \"0.204\""
        ),
        (
            #""price":"0.204""#, #""price":"-1""#,
            "16: machine_types[0] a1: price in r1 must be a decimal in quotes, such as \"0.204\""
        ),
        (
            #""zones":["r1-a"]}"#, #""zones":["r2-a"]}"#,
            "16: machine_types[0] a1: zone `r2-a` is in no region, not in `r1`"
        ),
        (
            #""zones":["r1-a"]}"#, #""zones":["r1-a","r1-b"]}"#,
            "16: machine_types[0] a1: zones in r1 are all it has; leave them out"
        ),
        (#""zones":["r1-a"]}"#, #""zones":[]}"#, "16: machine_types[0] a1: `zones in r1` is empty"),
        (
            #""stock":"12""#, #""stock":"many""#,
            "16: machine_types[0] a1: stock in r1 must be \"some\" or a number in quotes"
        ),
        (
            #""stock":"12""#, #""stock":"-1""#,
            "16: machine_types[0] a1: stock in r1 must be \"some\" or a number in quotes"
        ),
        (#""stock":"12""#, #""colour":"12""#, "16: machine_types[0] a1: there is no member `in.r1.colour`"),
        (#""r2":{}}"#, #""r9":{}}"#, "16: machine_types[0] a1: there is no region `r9`"),
        (#""r2":{}}"#, #""*":{}}"#, "16: machine_types[0] a1: `*` in a catalog that has regions"),
        (#""r2":{}}"#, #""r2":7}"#, "16: machine_types[0] a1: the offer in r2 must be an object"),
        (
            #"{"r1":{"price":"55.04","stock":"some"}}"#, "{}",
            "17: machine_types[1] p5: `in` must name a region at least"
        ),
        (
            #"{"r1":{"price":"55.04","stock":"some"}}"#, #"{"r2":{},"r1":{}}"#,
            "17: machine_types[1] p5: `in` is not sorted: `r1` stands behind"
        ),
        (
            #"{"count":8,"type":"h100"}"#, #"{"count":8,"type":"h200"}"#,
            "17: machine_types[1] p5: GPU type `h200` is not in gpu_types"
        ),
        (#"{"count":8,"type":"h100"}"#, #"{"type":"h100"}"#, "17: machine_types[1] p5: `gpu` has `count` and `type`"),
        (#"{"count":8,"type":"h100"}"#, "8", "17: machine_types[1] p5: `gpu` must be an object"),
        (#""name":"p5""#, #""name":"a0""#, "17: machine_types[1] a0: not sorted: it stands behind `a1`"),
        (#""name":"p5""#, #""name":"a1""#, "17: machine_types[1] a1: the row stands twice"),
        (#""name":"p5","#, "", "17: machine_types[1]: `name` is missing"),
        (
            #""cpu":192"#, #""cpu":0"#,
            "17: machine_types[1] p5: `cpu` must be a number over 0 with at most three decimals"
        ),
        (
            #""cpu":192"#, #""cpu":1e3"#,
            "17: machine_types[1] p5: `cpu` must be a number over 0 with at most three decimals"
        ),
        (
            #""cpu":192"#, #""cpu":"192""#,
            "17: machine_types[1] p5: `cpu` must be a number over 0 with at most three decimals"
        ),
        (#","ram_gb":2048"#, "", "17: machine_types[1] p5: `ram_gb` is missing"),
        (#"["balanced","ssd"]"#, #"["balanced","fast"]"#, "17: machine_types[1] p5: there is no disk type `fast`"),
        (
            #"["balanced","ssd"]"#, #"["ssd","balanced"]"#,
            "17: machine_types[1] p5: `disk_types` is not sorted: `balanced` stands behind `ssd`"
        ),
        (
            #""price":"55.04""#, #""spot_price":"55.04""#,
            "17: machine_types[1] p5: spot_price in r1, but it is not sold as spot"
        ),
        (
            #""spot_price":"1""#, #""price":"1""#,
            "18: machine_types[2] spotty: price in r2, but it is not sold on demand"
        ),
        (#""name":"gp3""#, #""name":"gp3","colour":1"#, "5: disk_types[0] gp3: there is no member `colour`"),
        (#""price":{"r1":"0.000109589"}"#, #""price":{"r3":"0.1"}"#, "5: disk_types[0] gp3: there is no region `r3`"),
        (
            #""type":"balanced""#, #""type":"quick""#,
            "5: disk_types[0] gp3: `type` must be one of balanced, ssd, ssd_io_m3, standard"
        ),
        (
            #","step_gb":1"#, "",
            "5: disk_types[0] gp3: `min_gb`, `max_gb` and `step_gb` are given together or not at all"
        ),
        (
            #""max_gb":16384"#, #""max_gb":16384.5"#,
            "5: disk_types[0] gp3: `max_gb` must be a whole number from 1 to 1000000000"
        ),
        (#""min_gb":1,"#, #""min_gb":20000,"#, "5: disk_types[0] gp3: `min_gb` 20000 is over `max_gb` 16384"),
        (
            #""min_disk_gb":8"#, #""min_disk_gb":-8"#,
            "13: images[0] ubuntu-24.04-lts: `min_disk_gb` must be a whole number from 1 to 1000000"
        ),
        (
            #""architecture":"x86_64""#, #""architecture":"sparc""#,
            "13: images[0] ubuntu-24.04-lts: `architecture` must be x86_64 or arm64"
        ),
        (#""regions":["r1"]"#, #""regions":["r7"]"#, "13: images[0] ubuntu-24.04-lts: there is no region `r7`"),
        (
            #""gpu_drivers":false"#, #""gpu_drivers":"no""#,
            "13: images[0] ubuntu-24.04-lts: `gpu_drivers` must be true or false"
        ),
        (
            #"{"name":"r2"}"#, #"{"name":"r2","zones":["r1-b"]}"#,
            "23: regions[1] r2: zone `r1-b` is in region `r1`, too"
        ),
        (#"{"name":"r2"}"#, "7", "23: regions[1]: a row is an object"),
        (#""kinds":["machine_types","regions"],"#, "", "26: sources[0]: a source has `date`, `kinds` and `text`"),
        (#""provider":"aws""#, #""provider":"gcp""#, "20: it is the catalog of gcp, not of aws"),
        (#""date":"2026-11-22""#, #""date":"2026-11-31""#, "3: `date` must be a day as YYYY-MM-DD"),
        (#""currency":"USD","#, #""currency":"dollars","#, "2: `currency` must be three capital letters"),
        (#""currency":"USD","#, "", "1: `currency` is missing"),
        (#""currency":"USD","#, #""currency":"USD","weather":1,"#, "2: there is no member `weather`"),
        (#""format_version":1"#, #""format_version":2"#, "8: format_version is 2, this version of berth reads 1"),
        (#""format_version":1,"#, "", "1: `format_version` is missing"),
        (#""provider":"aws","#, #""provider":"aws""#, "21: expected `,` or `}`"),
    ]

    @Test(arguments: faults)
    func namesFileLineAndRow(fault: (old: String, new: String, message: String)) throws {
        #expect(Self.text.contains(fault.old))
        let text = Self.text.replacing(fault.old, with: fault.new, maxReplacements: 1)
        let error = #expect(throws: CatalogFault.self) { _ = try Self.read(text) }
        let found = try #require(error).findings.map(\.description)
        #expect(found.first == "state/catalog/aws.json:\(fault.message)", "\(found)")
    }

    @Test(arguments: [
        ("1", 1_000_000_000), ("0.204", 204_000_000), ("0.000000001", 1),
        ("999999999.999999999", 999_999_999_999_999_999),
        ("007.50", 7_500_000_000), ("1.", nil), (".5", nil), ("1.2.3", nil), ("0.0000000001", nil), ("1234567890", nil),
        ("1e3", nil), ("1,5", nil), (" 1", nil), ("", nil), ("٣", nil),
    ])
    func readsPricesExactly(text: String, nanos: Int?) {
        let file = Self.text.replacing("\"0.204\"", with: "\"\(text)\"")
        let table = try? Self.read(file)
        #expect(table?.machineTypes.first?.offers.first?.price?.nanos == nanos)
    }

    @Test func tellsAllAtOnce() throws {
        let text = Self.text.replacing("\"0.204\"", with: "\"0\"").replacing("\"55.04\"", with: "\"0\"")
            .replacing("\"gp3\"", with: "\"zz\"")
        let error = #expect(throws: CatalogFault.self) { _ = try Self.read(text) }
        let fault = try #require(error)
        #expect(fault.findings.map(\.line) == [6, 16, 17])
        #expect(!fault.isCut)
        #expect(fault.description.split(separator: "\n").count == 3)
    }

    @Test func stopsTellingAtSomePoint() throws {
        let rows = (100..<400).map { "{\"name\":\"r\($0)\",\"x\":1}" }.joined(separator: ",\n")
        let text = Self.text.replacing(#"{"name":"r2"}"#, with: rows)
        let error = #expect(throws: CatalogFault.self) { _ = try Self.read(text) }
        let fault = try #require(error)
        #expect(fault.findings.count == CatalogFault.limit)
        #expect(fault.isCut)
    }

    @Test func neverCrashesOnDamagedBytes() {
        var random = Seeded(state: 7)
        let sound = Array(Self.text.utf8)
        for _ in 0..<3000 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(Array("0\"{[,-9e".utf8)[Int.random(in: 0..<8, using: &random)], at: place)
                }
            }
            guard let table = try? CatalogFile.read(bytes, path: "x", provider: nil) else { continue }
            // What is read can be asked and written, and reads back as the same.
            let index = CatalogIndex(table)
            #expect(index.machineTypes(inRegion: "r1").count <= 3)
            #expect((try? CatalogFile.read(CatalogFile.write(table), path: "x")) == table)
        }
    }
}
