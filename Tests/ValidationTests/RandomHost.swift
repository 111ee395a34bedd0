/// A host drawn from few words, right ones and wrong ones, so that many hosts share some of what they ask.
struct RandomHost {
    /// What a host may say, by key; an empty text says nothing.
    private static let choices: [(key: String, texts: [String])] = [
        ("region", ["us-west1", "us-west1", "us-east1", "us-wets1", "us-west7", ""]),
        ("zone", ["", "", "", "us-west1-a", "us-east1-b", "us-west1-q"]),
        (
            "size",
            [
                "cpu: 2", "cpu: 4, ram_gb: 16", "cpu: 64", "cpu: 4, ram_gb: 640", "gpu: l4", "gpu: a100", "gpu: a10o",
                "gpu: {type: l4, count: 3}", "gpu: l4, cpu: 20", "machine_type: n2-standard-4",
                "machine_type: n2-standrad-4", "machine_type: a2-highgpu-1g", "machine_type: a2-highgpu-1g, gpu: l4",
                "machine_type: t2a-standard-4", "machine_type: fixed-8", "machine_type: only-spot",
                "machine_type: n7-standard-4", "machine_type: c4-standard-4", "machine_type: n2-custom-3-1000", "",
            ]
        ),
        ("image", ["", "", "debian-12", "debian-12-arm64", "debain-12", "big-image", "debian-west"]),
        ("disk_gb", ["", "5", "100", "120", "9000"]),
        ("disk_type", ["", "", "ssd", "balanced", "standard", "ssd_io_m3"]),
        ("storage", ["", "", "persistent", "ephemeral"]),
        ("boot_disk_gb", ["", "", "5", "10", "50"]),
        ("power", ["", "", "stopped"]),
        ("pricing", ["", "", "spot", "on_demand"]),
        (
            "placement",
            [
                "", "", "", "[{region: us-east1}]", "[{pricing: spot}, {machine_type: n2-standrad-8}]",
                "[{provider: lambda, region: us-east-1}]",
            ]
        ),
        ("labels", ["", "", "{my_team: x}"]),
    ]

    private var texts: [String]
    private let cloud: String

    /// Draws one.
    init(using random: inout SplitMix) {
        texts = Self.choices.map { $0.texts.randomElement(using: &random) ?? "" }
        cloud = Int.random(in: 0..<8, using: &random) == 0 ? "lambda" : "gcp"
    }

    /// The same but for one key.
    func changed(using random: inout SplitMix) -> RandomHost {
        var out = self
        let key = Int.random(in: 0..<texts.count, using: &random)
        out.texts[key] = Self.choices[key].texts.randomElement(using: &random) ?? ""
        return out
    }

    /// The host's block as a line of a spec file.
    func line(_ name: String) -> String {
        let keys = zip(Self.choices, texts).compactMap { choice, text in
            text.isEmpty ? nil : choice.key == "size" ? text : "\(choice.key): \(text)"
        }
        return "  \(name): {\((["provider: \(cloud)"] + keys).joined(separator: ", "))}\n"
    }

    /// A fleet of hosts most of which differ from another one in one key.
    static func fleet(of count: Int, seed: UInt64) -> String {
        var random = SplitMix(seed: seed)
        var hosts = [RandomHost(using: &random)]
        while hosts.count < count {
            let isNew = Int.random(in: 0..<6, using: &random) == 0
            let other = hosts[Int.random(in: 0..<hosts.count, using: &random)]
            hosts.append(isNew ? RandomHost(using: &random) : other.changed(using: &random))
        }
        return "fleet: f\nhosts:\n" + hosts.enumerated().map { $1.line("h-\($0 + 100)") }.joined()
    }
}
