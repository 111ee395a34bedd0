import Diagnostics
import Hosts
import JSON
import Specs
import Testing

/// Rendered specs read back to the same spec, whatever stands in them.
@Suite struct RenderTests {
    /// Texts that readers like to misunderstand.
    static let texts = [
        "plain", "yes", "no", "true", "null", "~", "", "12", "1e3", "012", "a: b", "a #b", "#a", "- a", "[a]", "{a}",
        "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", "'", "\"", "\\", "a'b", "line\nline\n", "line\nline", "\n\n",
        "\n",
        " lead", "trail ", "tab\t", "\r\n", "é", "日本", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{0}", "\u{7F}", "\u{1F600}",
        "\u{FFFE}", "\u{10FFFF}", "a\n b\n", "a\n\nb\n", "a\n", "  a\nb\n", "a \nb\n", "key:", "https://x/y?z=1",
        "file", "# x\n# y\n", "---", "...", "--- a\nb\n", "%YAML 1.2\nx\n",
    ]

    @Test(arguments: texts)
    func metadataReadsBack(_ text: String) throws {
        var host = HostSpec(name: "h", provider: .local)
        host.metadata = ["k": text]
        host.options = [text.isEmpty ? "empty" : text: .array([.string(text), .object(["x": .string(text)])])]
        if !text.isEmpty { host.startupScript = text }
        let fleet = FleetSpec(name: "f", hosts: [host])
        let page = SpecRenderer.text(host: host, in: fleet)
        let result = SpecReader().read(texts: [(path: "r.yaml", bytes: Array(page.utf8))])
        #expect(result.diagnostics.isEmpty)
        #expect(result.fleet?.hosts == [host])
    }

    @Test func everyValueHasAnOriginOrIsADefault() throws {
        let result = read(
            "fleet: f\ndefaults: {provider: gcp, labels: {a: x}}\nhosts:\n  h:\n    cpu: 2\n    labels: {b: y}\n")
        let fleet = try #require(result.fleet)
        let host = try #require(fleet.hosts.first)
        #expect(
            SpecRenderer.text(host: host, in: fleet) == """
                fleet: f                 # a.yaml:1
                hosts:
                  h:                     # a.yaml:4
                    provider: gcp        # a.yaml:2
                    cpu: 2               # a.yaml:5
                    disk_type: balanced  # default
                    storage: persistent  # default
                    pricing: on_demand   # default
                    power: running       # default
                    network:
                      public_ip: true    # default
                    labels:
                      a: x               # a.yaml:2
                      b: "y"             # a.yaml:6
                    protect: false       # default
                    on_delete:
                      data_disk: delete  # default

                """)
        let json = SpecRenderer.json(host: host, in: fleet)
        #expect(json["origins"]?["labels.a"] == .string("a.yaml:2:39"))
        #expect(json["origins"]?["power"] == .string("default"))
        #expect(json["spec"]?["cpu"] == .number("2"))
    }
}
