import CMarketPolicy
public import PolicyKit

/// How the numbers of a column lie in Arrow arrays.
enum ColumnLayout {
    /// One chunk: a number per batch, per row, or per other thing.
    case plain
    /// A chunk per thing of the first dimension.
    case chunked
    /// One chunk: a fixed-size list per row.
    case lists

    init(_ shape: [SlotColumn.Extent]) {
        self = shape.count < 2 ? .plain : [.row, .request].contains(shape[0]) ? .lists : .chunked
    }
}

/// Makes the Arrow schema of a column: its name, format, and, as metadata, its unit, its meaning and what it has one number per.
enum Schema {
    static func make(
        _ name: String, _ column: SlotColumn, _ layout: ColumnLayout, per: String
    ) -> UnsafeMutablePointer<ArrowSchema> {
        let metadata = Self.metadata([("unit", column.unit.rawValue), ("per", per), ("meaning", column.meaning)])
        guard layout == .lists else { return leaf(name, column.element.arrowFormat, metadata) }
        let schema = leaf(name, "+w:0", metadata)
        let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>.allocate(capacity: 1)
        children.initialize(to: leaf("item", column.element.arrowFormat, nil))
        schema.pointee.n_children = 1
        schema.pointee.children = children
        return schema
    }

    /// Says how many numbers each list has.
    static func setListSize(_ size: Int, in schema: UnsafeMutablePointer<ArrowSchema>) {
        UnsafeMutablePointer(mutating: schema.pointee.format)?.deallocate()
        schema.pointee.format = UnsafePointer(text("+w:\(size)"))
    }

    static func free(_ schema: UnsafeMutablePointer<ArrowSchema>) {
        for index in 0..<Int(schema.pointee.n_children) {
            if let child = schema.pointee.children[index] { free(child) }
        }
        schema.pointee.children?.deallocate()
        for text in [schema.pointee.format, schema.pointee.name, schema.pointee.metadata] {
            UnsafeMutablePointer(mutating: text)?.deallocate()
        }
        schema.deallocate()
    }

    private static func leaf(
        _ name: String, _ format: String, _ metadata: UnsafeMutablePointer<CChar>?
    ) -> UnsafeMutablePointer<ArrowSchema> {
        let schema = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)
        schema.initialize(
            to: ArrowSchema(
                format: UnsafePointer(text(format)), name: UnsafePointer(text(name)),
                metadata: UnsafePointer(metadata), flags: 0, n_children: 0, children: nil, dictionary: nil,
                release: { _ in }, private_data: nil))
        return schema
    }

    private static func text(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() { (copy + index).initialize(to: byte) }
        return copy
    }

    /// As the Arrow C data interface wants it: the number of pairs, and of each key and value the length and the bytes.
    private static func metadata(_ pairs: [(String, String)]) -> UnsafeMutablePointer<CChar> {
        var bytes: [UInt8] = []
        func add(_ number: Int) { withUnsafeBytes(of: Int32(number)) { bytes += $0 } }
        add(pairs.count)
        for text in pairs.flatMap({ [$0.0, $0.1] }) {
            add(text.utf8.count)
            bytes += Array(text.utf8)
        }
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() { (copy + index).initialize(to: CChar(bitPattern: byte)) }
        return copy
    }
}

extension SlotColumn.Element {
    /// The format string of the Arrow C data interface.
    public var arrowFormat: String {
        switch self {
        case .uint8: "C"
        case .int32: "i"
        case .uint32: "I"
        case .int64: "l"
        case .uint64: "L"
        case .float32: "f"
        case .float64: "g"
        }
    }

    /// The type in C.
    public var cType: String {
        switch self {
        case .uint8, .int32, .uint32, .int64, .uint64: "\(rawValue)_t"
        case .float32: "float"
        case .float64: "double"
        }
    }
}
