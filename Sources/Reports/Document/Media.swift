/// Where people read a document.
package struct Media: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let terminal = Media(rawValue: 1)
    package static let markdown = Media(rawValue: 2)
    package static let page = Media(rawValue: 4)

    package static let all: Media = [.terminal, .markdown, .page]
    /// Where there is room for everything.
    static let written: Media = [.markdown, .page]
}
