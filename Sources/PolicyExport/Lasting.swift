/// Memory that lives as long as the process: a plug-in is described once and never unloaded.
enum Lasting {
    static func text(_ text: String) -> UnsafePointer<CChar> { UnsafePointer(array(Array(text.utf8CString))) }

    static func value<Value>(_ value: Value) -> UnsafePointer<Value> { UnsafePointer(array([value])) }

    static func array<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        memory.initialize(from: elements, count: elements.count)
        return memory
    }

    /// Texts with NULL behind the last.
    static func texts(_ texts: [String]) -> UnsafePointer<UnsafePointer<CChar>?> {
        UnsafePointer(array(texts.map { text($0) } + [nil]))
    }
}
