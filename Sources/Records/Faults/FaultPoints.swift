import Files
import Synchronization

/// Where tests cut in: code calls `reach` at every crash point, which does nothing unless a test asked for it.
public struct FaultPoints: Sendable {
    /// The environment variable that arms one point of a real process: `<point>:<n>` ends it, as `kill -9` does, when
    /// it reaches the point for the n-th time.
    public static let variable = "BERTH_CRASH_POINT"

    /// No points: reaching one does nothing.
    public static let none = FaultPoints(watched: []) { _, _ in }

    private let counter: Counter

    /// Calls `action` with the point and how often it was reached, counted from 1, whenever a watched one is reached.
    public init(
        watched: Set<CrashPoint> = Set(CrashPoint.allCases), action: @escaping @Sendable (CrashPoint, Int) -> Void
    ) {
        counter = Counter(watched, action)
    }

    /// The points that the environment asks for; none if the variable is unset or malformed.
    public static func fromEnvironment() -> FaultPoints {
        guard let (point, count) = CurrentProcess.environment(variable).flatMap(parse) else { return none }
        return FaultPoints(watched: [point]) { _, reached in
            if reached == count { CurrentProcess.killSelf() }
        }
    }

    /// Reads `<point>:<n>`, or `<point>` for the first time; nil for unknown points and counts under 1.
    static func parse(_ text: String) -> (CrashPoint, Int)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let point = CrashPoint(rawValue: String(parts[0])) else { return nil }
        guard let count = parts.count == 2 ? Int(parts[1]) : 1, count >= 1 else { return nil }
        return (point, count)
    }

    /// Whether a point is watched: writers split their writes in two only then.
    public func watches(_ point: CrashPoint) -> Bool { counter.watched.contains(point) }

    /// Says that a point was reached.
    public func reach(_ point: CrashPoint) {
        if counter.watched.contains(point) { counter.reach(point) }
    }

    private final class Counter: Sendable {
        let watched: Set<CrashPoint>
        private let action: @Sendable (CrashPoint, Int) -> Void
        private let counts = Mutex<[CrashPoint: Int]>([:])

        init(_ watched: Set<CrashPoint>, _ action: @escaping @Sendable (CrashPoint, Int) -> Void) {
            self.watched = watched
            self.action = action
        }

        func reach(_ point: CrashPoint) {
            let count = counts.withLock { counts in
                counts[point, default: 0] += 1
                return counts[point, default: 0]
            }
            action(point, count)
        }
    }
}
