/// Colours for terminal text, or none: every room that prints asks here, so that the codes stand in one place.
public struct Style: Hashable, Sendable {
    /// Whether codes are written.
    public let isColoured: Bool

    /// Text as it is.
    public static let plain = Style(isColoured: false)
    /// Text with SGR codes.
    public static let coloured = Style(isColoured: true)

    /// A style that is on or off.
    public init(isColoured: Bool) { self.isColoured = isColoured }

    /// Errors and deletions.
    public func red(_ text: String) -> String { paint(text, "31") }
    /// Successes and creations.
    public func green(_ text: String) -> String { paint(text, "32") }
    /// Warnings and changes.
    public func yellow(_ text: String) -> String { paint(text, "33") }
    /// Places and frames.
    public func blue(_ text: String) -> String { paint(text, "34") }
    /// Remarks and hints.
    public func cyan(_ text: String) -> String { paint(text, "36") }
    /// Headings.
    public func bold(_ text: String) -> String { paint(text, "1") }
    /// Side matters.
    public func dim(_ text: String) -> String { paint(text, "2") }

    private func paint(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
