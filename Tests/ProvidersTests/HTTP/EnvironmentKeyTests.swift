import Hosts
import Providers
import Testing

/// A key from the environment.
@Suite struct EnvironmentKeyTests {
    private static func key(_ text: String?) -> EnvironmentKey {
        EnvironmentKey("SOME_KEY", of: .lambda, madeIn: "the console") { $0 == "SOME_KEY" ? text : nil }
    }

    @Test(arguments: ["abc", " abc", "abc\n", "\t abc \r\n"])
    func dropsWhiteSpaceAround(_ text: String) throws {
        #expect(try Self.key(text).key() == "abc")
    }

    @Test(
        arguments: [
            (nil, "NoCredentials", "SOME_KEY is not set; make a key in the console and put it there"),
            ("", "NoCredentials", "SOME_KEY is not set; make a key in the console and put it there"),
            (" \n", "NoCredentials", "SOME_KEY is not set; make a key in the console and put it there"),
            ("canary canary", "BadCredentials", "SOME_KEY holds characters that no key has"),
            ("canary\r\nX-Other: 1", "BadCredentials", "SOME_KEY holds characters that no key has"),
            ("canarÿ", "BadCredentials", "SOME_KEY holds characters that no key has"),
        ] as [(String?, String, String)])
    func refusesWhatIsNoKey(_ text: String?, _ code: String, _ message: String) throws {
        let error = try #require(throws: ProviderError.self) { try Self.key(text).key() }
        #expect(error.kind == .auth)
        #expect(error.code == code)
        #expect(error.message == message)
    }
}
