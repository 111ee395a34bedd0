import Testing

@testable import Specs

@Suite struct TextFormTests {
    /// The byte checks and the regular expressions of the schema must agree, on odd texts too.
    @Test(arguments: TextForm.allCases)
    func checkAndPatternAgree(_ form: TextForm) throws {
        guard let pattern = form.pattern else { return }
        let regex = try Regex(pattern)
        var generator = Generator(state: 42)
        let alphabet = Array("aZz09-_./:+ {é~A!fh".unicodeScalars)
        var samples = [
            "", "a", "-", "a-", "a-b", "A", "1", "h100", "a_b", "a.b", "https://x", "http://", "é", "x y", " x", "x ",
            " ",
        ]
        samples += [1, 2, 31, 32, 33, 39, 40, 41, 62, 63, 64, 65, 99, 100, 101, 255, 256].flatMap { count in
            ["a", "0", "-"].map { String(repeating: $0, count: count) }
        }
        for _ in 0..<4000 {
            let count = Int.random(in: 1...6, using: &generator)
            let scalars = (0..<count).compactMap { _ in alphabet.randomElement(using: &generator) }
            samples.append(String(String.UnicodeScalarView(scalars)))
        }
        for sample in samples {
            let bytes = Array(sample.utf8)
            let accepted = form.accepts(bytes, 0..<bytes.count)
            #expect(accepted == (sample.wholeMatch(of: regex) != nil), "\(form): \(sample)")
        }
    }
}

/// A seeded generator, so that a failure repeats.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var mixed = state
        mixed ^= mixed >> 33
        mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
        return mixed ^ (mixed >> 33)
    }
}
