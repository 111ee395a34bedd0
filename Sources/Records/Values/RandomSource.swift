import Synchronization

/// Where random ids come from: the system's generator, or a seeded one in tests.
public struct RandomSource: Sendable {
    private let next: @Sendable () -> UInt64

    /// A source of 64 random bits a call.
    public init(_ next: @escaping @Sendable () -> UInt64) { self.next = next }

    /// The system's generator.
    public static let system = RandomSource { UInt64.random(in: .min ... .max) }

    /// A generator (SplitMix64) that always gives the same sequence for a seed.
    public static func seeded(_ seed: UInt64) -> RandomSource {
        let box = Box(seed)
        return RandomSource { box.next() }
    }

    /// Random characters of a–z and 2–7, five bits each.
    public func base32(_ count: Int) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        return String(decoding: (0..<count).map { _ in alphabet[Int(next() >> 59)] }, as: UTF8.self)
    }

    /// A new host uid: eight characters, 40 bits.
    public func uid() -> String { base32(8) }

    /// A new intent id: `i-` and 16 characters, 80 bits.
    public func intentID() -> String { "i-" + base32(16) }

    /// A new write id: `w-` and 12 characters, 60 bits.
    public func writeID() -> String { "w-" + base32(12) }

    /// A new run id: `r-` and 12 characters, 60 bits.
    public func runID() -> String { "r-" + base32(12) }

    /// A new lineage, in the form of a version 4 UUID.
    public func lineage() -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { text.append(0x2D) }
            let bits = Int(next() >> 60)
            switch index {
            case 12: text.append(digits[4])
            case 16: text.append(digits[8 | bits & 3])
            default: text.append(digits[bits])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private final class Box: Sendable {
        private let state: Mutex<UInt64>

        init(_ seed: UInt64) { state = Mutex(seed) }

        func next() -> UInt64 {
            state.withLock { state in
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return mixed ^ (mixed >> 31)
            }
        }
    }
}
