import Diagnostics
import Hosts
import JSON
import Reports
import Testing

@Suite struct DoctorReportTests {
    private static func error(_ kind: ProviderError.Kind, _ code: String) -> ProviderError {
        ProviderError(kind, provider: .gcp, code: code, message: "told so", requestID: "r-1")
    }

    private static let sample = DoctorReport(lines: [
        .init("specs", "specs", .ok, "2 hosts of the fleet lab in 1 file"),
        .init("state", "lock", .warning, "held by another run"),
        .init(.gcp, AccessCheck(.credentials, .allowed("GOOGLE_APPLICATION_CREDENTIALS (/k.json), project p"))),
        .init(.gcp, AccessCheck(.call("list VMs"), .init(error(.auth, "forbidden")), remedy: "grant a role")),
        .init(.gcp, AccessCheck(.call("read prices"), .init(error(.transient, "NotSent")))),
        .init("gcp", "catalog", .wrong, "not in its lock", remedy: "restore it"),
    ])

    @Test func tableAndJSON() throws {
        try expectGolden(Self.sample.text(style: .plain), "doctor.txt")
        try expectGolden(Self.sample.text(style: .coloured), "doctor-coloured.txt")
        try expectGolden(String(decoding: Self.sample.json.text(), as: UTF8.self), "doctor.json")
    }

    @Test func aMissingRightIsNotAMissingCredential() {
        #expect(Self.sample.result == .faulty)
        var report = Self.sample
        report.lines.append(.init(.lambda, AccessCheck(.credentials, .init(Self.error(.auth, "NoCredentials")))))
        #expect(report.result == .noCredentials)
        // Credentials that are not there were not refused.
        #expect(report.lines.last?.verdict == .missing)
        let refused = DoctorReport.Line(.lambda, AccessCheck(.credentials, .init(Self.error(.auth, "forbidden"))))
        #expect(refused.verdict == .refused)
        #expect(DoctorReport(lines: [refused]).result == .noCredentials)
        // A login that could not be asked says nothing of the credentials.
        #expect(
            DoctorReport(lines: [.init(.gcp, AccessCheck(.credentials, .init(Self.error(.transient, "NotSent"))))])
                .result == .faulty)
        let warned = DoctorReport(lines: Self.sample.lines.filter { $0.verdict == .ok || $0.verdict == .warning })
        #expect(warned.result == .sound)
        #expect(DoctorReport().result == .sound)
    }

    @Test(arguments: [
        (ProviderError.Kind.auth, "forbidden", true), (.notFound, "notFound", true), (.invalid, "BadSetting", true),
        (.transient, "NoAnswer", false), (.rateLimited(retryAfter: nil), "429", false),
        (.invalid, "NotTrusted", false), (.invalid, "ProxyRefused", false), (.invalid, "Redirected", false),
    ])
    func tellsNoFromNoAnswer(kind: ProviderError.Kind, code: String, isRefusal: Bool) {
        let error = Self.error(kind, code)
        #expect(AccessCheck.Outcome(error) == (isRefusal ? .refused(error) : .unreachable(error)))
    }
}
