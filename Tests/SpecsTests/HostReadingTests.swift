import Diagnostics
import Hosts
import JSON
import Specs
import Testing

/// What a host's keys become.
@Suite struct HostReadingTests {
    static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE6fT1TjS0FBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZ"

    /// A host that says something of every key.
    static let everyKeyBlock = """
        region: us-west1
        zone: us-west1-b
        cpu: 7.5
        ram_gb: 32
        gpu: {type: h100, count: 2}
        disk_gb: 200
        disk_type: ssd_io_m3
        storage: ephemeral
        boot_disk_gb: 0x28
        image: projects/x/images/family/y
        pricing: spot
        power: stopped
        placement:
          - {provider: lambda, region: us-east-1}
          - {zone: z, machine_type: m, pricing: on_demand}
        network:
          public_ip: false
          subnet: default
          open_ports: [22, "6000-6100", {port: 53, protocol: udp, from: 10.0.0.0/8}, {port: 1-2, from: "::/0"}]
        tags: [web, db]
        ssh: {user: ubuntu, public_keys: ["\(Self.key) me@home"]}
        startup_script: |
          #!/bin/sh
          true
        labels: {team: math, tier: ""}
        metadata: {serial-port-enable: "TRUE"}
        protect: true
        on_delete: {data_disk: keep}
        renamed_from: old
        unmanaged: [labels, power]
        expires: 2027-02-28
        options: {a: 1, b: [x, 2.50, true, null], c: {d: "1"}}
        x-note: anything
        """

    @Test func everyKey() throws {
        let spec = try host(Self.everyKeyBlock)
        var wanted = HostSpec(name: "h", provider: .gcp)
        wanted.region = "us-west1"
        wanted.zone = "us-west1-b"
        wanted.cpu = Quantity(thousandths: 7500)
        wanted.ramGB = Quantity(32)
        wanted.gpu = GPURequest(type: "h100", count: 2)
        wanted.diskGB = 200
        wanted.diskType = .ssdIOM3
        wanted.storage = .ephemeral
        wanted.bootDiskGB = 40
        wanted.image = "projects/x/images/family/y"
        wanted.pricing = .spot
        wanted.power = .stopped
        wanted.placement = [
            PlacementRung(provider: .lambda, region: "us-east-1"),
            PlacementRung(zone: "z", machineType: "m", pricing: .onDemand),
        ]
        wanted.network.publicIP = false
        wanted.network.subnet = "default"
        wanted.network.openPorts = [
            PortRule(from: 22, to: 22), PortRule(from: 6000, to: 6100),
            PortRule(transport: "udp", from: 53, to: 53, source: "10.0.0.0/8"),
            PortRule(from: 1, to: 2, source: "::/0"),
        ]
        wanted.tags = ["web", "db"]
        wanted.ssh.user = "ubuntu"
        wanted.ssh.publicKeys = ["\(Self.key) me@home"]
        wanted.startupScript = "#!/bin/sh\ntrue\n"
        wanted.labels = ["team": "math", "tier": ""]
        wanted.metadata = ["serial-port-enable": "TRUE"]
        wanted.protect = true
        wanted.onDeleteDataDisk = .keep
        wanted.renamedFrom = "old"
        wanted.unmanaged = ["labels", "power"]
        wanted.expires = CalendarDate("2027-02-28")
        wanted.options = [
            "a": .number("1"), "b": .array([.string("x"), .number("2.50"), .bool(true), .null]),
            "c": .object(["d": .string("1")]),
        ]
        #expect(spec == wanted)
    }

    @Test func bootstrapIsCarriedWithAWarning() throws {
        let digest = String(repeating: "AB", count: 32)
        let text = """
            fleet: f
            hosts:
              h:
                provider: local
                bootstrap:
                  podman: true
                  btrfs: true
                  bundle: {url: https://example.org/b.tgz, sha256: \(digest)}
                  packages: [git, g++]
                  run: [echo hi]
            """
        let result = read(text)
        #expect(result.summary == ["bootstrap-pending 5:5"])
        let bootstrap = try #require(result.fleet?.hosts.first?.bootstrap)
        #expect(bootstrap.podman && bootstrap.btrfs)
        #expect(bootstrap.bundleSHA256 == digest.lowercased())
        #expect(bootstrap.packages == ["git", "g++"])
        #expect(bootstrap.run == ["echo hi"])
    }

    @Test func fleetSections() throws {
        let result = read(
            """
            fleet: research
            state: s3://bucket/prefix
            providers:
              gcp: {project: p, nested: {a: 1}}
              nebius:
            guards: {max_hourly_cost: 40 USD, max_deletes: 2, max_gpus: 0, unknown_prices: refuse}
            hosts:
            """)
        let fleet = try #require(result.fleet)
        #expect(fleet.name == "research")
        #expect(fleet.state == "s3://bucket/prefix")
        #expect(fleet.providers[.gcp] == ["project": .string("p"), "nested": .object(["a": .number("1")])])
        #expect(fleet.providers[.nebius] == [:])
        #expect(fleet.guards.maxHourlyCost == Money("40 USD"))
        #expect(fleet.guards.maxDeletes == 2)
        #expect(fleet.guards.maxGPUs == 0)
        #expect(fleet.guards.unknownPrices == .refuse)
        #expect(result.summary == ["hosts-none 1:8"])
    }

    @Test func defaultsMergeListsReplaceNullUnsets() throws {
        let result = read(
            """
            fleet: f
            defaults:
              provider: gcp
              zone: z
              cpu: 2
              gpu: {type: h100, count: 8}
              labels: {a: one, b: two}
              tags: [x, y]
              network: {public_ip: false, open_ports: [22]}
              options: {deep: {a: 1, b: 2}, list: [1, 2]}
              disk_type: ssd
              protect: true
            hosts:
              a:
              b:
                zone: null
                gpu: {count: 4}
                labels: {b: ~, c: three}
                tags: [z]
                network: {subnet: s}
                options: {deep: {b: null, c: 3}, list: [9]}
                disk_type: null
                protect: null
              c: {provider: null, gpu: null, labels: null, options: null, network: null}
            """)
        #expect(result.summary == ["provider-missing 24:3"])
        let hosts = try #require(result.partial?.hosts)
        #expect(hosts.map(\.name) == ["a", "b"])
        #expect(hosts[0].zone == "z")
        #expect(hosts[0].protect)
        let spec = hosts[1]
        #expect(spec.zone == nil)
        #expect(spec.gpu == GPURequest(type: "h100", count: 4))
        #expect(spec.labels == ["a": "one", "c": "three"])
        #expect(spec.tags == ["z"])
        #expect(!spec.network.publicIP)
        #expect(spec.network.subnet == "s")
        #expect(spec.network.openPorts == [PortRule(from: 22, to: 22)])
        #expect(spec.options["deep"] == .object(["a": .number("1"), "c": .number("3")]))
        #expect(spec.options["list"] == .array([.number("9")]))
        #expect(spec.diskType == .balanced)
        #expect(!spec.protect)
    }

    @Test func theLaterLayerChoosesBetweenMachineAndRequest() throws {
        let result = read(
            """
            fleet: f
            defaults: {provider: gcp, cpu: 4, ram_gb: 8}
            hosts:
              a: {machine_type: e2-small}
              b: {ram_gb: 16}
              c: {machine_type: e2-small, cpu: 4}
              d: {machine_type: g2-standard-4, gpu: l4}
            """)
        #expect(result.summary == ["machine-and-request 6:7"])
        let hosts = try #require(result.partial?.hosts)
        #expect(hosts.map(\.name) == ["a", "b", "d"])
        #expect(hosts.map(\.machineType) == ["e2-small", nil, "g2-standard-4"])
        #expect(hosts.map(\.cpu) == [nil, Quantity(4), nil])
        #expect(hosts.map(\.ramGB) == [nil, Quantity(16), nil])
        #expect(hosts.map(\.gpu?.type) == [nil, nil, "l4"])
        let other = read("fleet: f\ndefaults: {provider: gcp, machine_type: m}\nhosts: {a: {cpu: 2}, b: {}}\n")
        #expect(other.fleet?.hosts.map(\.machineType) == [nil, "m"])
        let gpus = read(
            "fleet: f\ndefaults: {provider: gcp, machine_type: m, gpu: l4}\nhosts: {a: {gpu: t4}, b: {}, c: {machine_type: n}}\n"
        )
        #expect(gpus.fleet?.hosts.map(\.machineType) == [nil, "m", "n"])
        #expect(gpus.fleet?.hosts.map(\.gpu?.type) == ["t4", "l4", nil])
    }

    /// Each row: a host's block, the map to write into, and the block with the entry written in.
    @Test(
        arguments: [
            ("{provider: gcp}", "", "{region: r, provider: gcp}"), ("{}", "", "{region: r}"),
            ("\n    provider: gcp", "", "\n    region: r\n    provider: gcp"),
            ("\n    gpu: {type: l4}", "gpu", "\n    gpu: {region: r, type: l4}"),
            ("\n    gpu:\n      type: l4", "gpu", "\n    gpu:\n      region: r\n      type: l4"),
            ("\n    gpu: l4", "gpu", nil), ("", "", nil),
        ] as [(String, String, String?)])
    func tellsWhereToWriteAKey(block: String, map: String, expected: String?) throws {
        let head = "fleet: f\ndefaults: {provider: gcp}\nhosts:\n  h:"
        let text = head + (block.isEmpty || block.hasPrefix("\n") ? "" : " ") + block + "\n"
        let sources = try #require(read(text).fleet?.sources)
        let found = sources.insertion(host: "h", map: map, entry: "region: r")
        guard let expected else {
            #expect(found == nil)
            return
        }
        let (span, entry) = try #require(found)
        #expect(span.start == span.end)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = lines[span.start.line - 1]
        let at = line.index(line.startIndex, offsetBy: span.start.column - 1)
        lines[span.start.line - 1] = String(line[..<at]) + entry + String(line[at...])
        #expect(lines.joined(separator: "\n") == head + (expected.hasPrefix("\n") ? "" : " ") + expected + "\n")
    }

    @Test func gpuShortForm() throws {
        #expect(try host("gpu: l4").gpu == GPURequest(type: "l4", count: 1))
        #expect(try host("gpu: {type: a100-80gb}").gpu == GPURequest(type: "a100-80gb", count: 1))
    }

    @Test func patternsExpandAndSort() throws {
        let result = read(
            "fleet: f\ndefaults: {provider: local}\nhosts:\n  b-{2..3}: {cpu: 1}\n  a: {}\n  \"{x,y}-1\": {cpu: 2}\n")
        let hosts = try #require(result.fleet?.hosts)
        #expect(hosts.map(\.name) == ["a", "b-2", "b-3", "x-1", "y-1"])
        #expect(hosts.map(\.cpu) == [nil, Quantity(1), Quantity(1), Quantity(2), Quantity(2)])
        #expect(result.fleet?.sources.span(host: "b-3", key: "")?.description == "a.yaml:4:3")
    }

    @Test func thousandsOfHostsInAnyOrder() throws {
        let names = (0..<3000).map { "h\(($0 * 7919) % 3000)" }
        let text = "fleet: f\ndefaults: {provider: local}\nhosts:\n" + names.map { "  \($0): {}\n" }.joined()
        let hosts = try #require(read(text).fleet?.hosts)
        #expect(hosts.map(\.name) == names.sorted())
    }
}
