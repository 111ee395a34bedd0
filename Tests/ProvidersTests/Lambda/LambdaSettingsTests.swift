import Hosts
import JSON
import Providers
import Testing

@Suite struct LambdaSettingsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var settings: OptionMap = ["ssh_key": .string("laptop")]
        var edit: @Sendable (inout HostSpec) -> Void
        var keys: [String]
        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(name: "plain", edit: { _ in }, keys: []),
        Row(name: "no key", settings: [:], edit: { _ in }, keys: ["ssh"]),
        Row(name: "own key", settings: [:], edit: { $0.ssh.publicKeys = ["ssh-rsa A"] }, keys: []),
        Row(name: "named key", settings: [:], edit: { $0.options = ["ssh_key": .string("ada")] }, keys: []),
        Row(
            name: "two keys", edit: { $0.ssh.publicKeys = ["ssh-rsa A", "ssh-rsa B"] }, keys: ["ssh.public_keys"]),
        Row(
            name: "key and name",
            edit: {
                $0.ssh.publicKeys = ["ssh-rsa A"]
                $0.options = ["ssh_key": .string("ada")]
            }, keys: ["options.ssh_key"]),
        Row(
            name: "ports where there are none",
            edit: {
                $0.region = "us-south-1"
                $0.network.openPorts = [PortRule(from: 443, to: 443)]
            }, keys: ["network.open_ports"]),
    ]

    @Test(arguments: rows)
    func holdsAHostToWhatTheCloudTakes(row: Row) {
        var host = HostSpec(name: "hub", provider: .lambda)
        host.region = "us-east-1"
        row.edit(&host)
        #expect(ProviderTable.check(host: host, settings: row.settings).map(\.key) == row.keys)
    }

    @Test(arguments: [
        ("https://cloud.lambda.ai/api/v1/", "https://cloud.lambda.ai/api/v1", 0),
        ("http://127.0.0.1:9/w1/api/v1", "http://127.0.0.1:9/w1/api/v1", 0),
        ("http://cloud.lambda.ai/api/v1", "https://cloud.lambda.ai/api/v1", 1),
        ("http://lambda-proxy:8080/api/v1", "http://lambda-proxy:8080/api/v1", 0),
        ("cloud.lambda.ai", "https://cloud.lambda.ai/api/v1", 1),
        ("https://user@host/api/v1", "https://cloud.lambda.ai/api/v1", 1),
    ])
    func readsTheEndpoint(text: String, endpoint: String, findings: Int) {
        let parsed = LambdaSettings.parse(["endpoint": .string(text)])
        #expect(parsed.settings.endpoint == endpoint)
        #expect(parsed.findings.count == findings)
    }

    @Test func tellsAnUnknownSetting() {
        let findings = ProviderTable.check(settings: ["ssh_kye": .string("laptop")], of: .lambda)
        #expect(findings.map(\.suggestion) == ["ssh_key"])
    }
}
