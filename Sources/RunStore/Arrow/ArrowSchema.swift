/// One field of an Arrow schema: a column, or what a list is of.
struct ArrowField {
    let name: String
    let type: ArrowType
    /// What a reader is told of it beside its type, by name.
    var metadata: [(name: String, text: String)] = []
}

/// The types of Arrow that are used here.
indirect enum ArrowType {
    case integer(bits: Int32, signed: Bool)
    /// IEEE 754 of 32 or 64 bits.
    case float32, float64
    case toggle
    case text
    /// Places in a list of words that stands once in the file, under this number.
    case words(dictionary: Int)
    case list(ArrowType)
}

/// Describes fields in Arrow's own terms (format/Schema.fbs).
enum ArrowSchema {
    /// Arrow's metadata version 5, that of all files since 2020.
    static let version: Int16 = 4

    /// The schema as a table of the buffer.
    static func write(_ fields: [ArrowField], to buffer: inout FlatBuffer) -> FlatBuffer.Place {
        let places = fields.map { field($0, in: &buffer) }
        let list = buffer.vector(places)
        return buffer.table([.int16(littleEndian), .place(list)])
    }

    private static let littleEndian: Int16 = 0

    /// The members of Arrow's union of types.
    private enum Kind: UInt8 {
        case integer = 2
        case floatingPoint = 3
        case text = 5
        case toggle = 6
        case list = 12
    }

    private static func field(_ field: ArrowField, in buffer: inout FlatBuffer) -> FlatBuffer.Place {
        let name = buffer.text(field.name)
        var inner: [FlatBuffer.Place] = []
        if case .list(let type) = field.type { inner = [Self.field(ArrowField(name: "item", type: type), in: &buffer)] }
        let children = buffer.vector(inner)
        let (kind, type) = type(field.type, in: &buffer)
        let dictionary = dictionary(of: field.type, in: &buffer)
        let metadata = metadata(field.metadata, in: &buffer)
        return buffer.table([
            .place(name), .uint8(0), .uint8(kind.rawValue), .place(type), dictionary, .place(children), metadata,
        ])
    }

    private static func type(_ type: ArrowType, in buffer: inout FlatBuffer) -> (Kind, FlatBuffer.Place) {
        switch type {
        case .integer(let bits, let signed): (.integer, integer(bits, signed: signed, in: &buffer))
        case .float32: (.floatingPoint, buffer.table([.int16(1)]))
        case .float64: (.floatingPoint, buffer.table([.int16(2)]))
        case .toggle: (.toggle, buffer.table([]))
        case .text, .words: (.text, buffer.table([]))
        case .list: (.list, buffer.table([]))
        }
    }

    private static func dictionary(of type: ArrowType, in buffer: inout FlatBuffer) -> FlatBuffer.Field {
        guard case .words(let number) = type else { return .absent }
        let index = integer(8, signed: true, in: &buffer)
        return .place(buffer.table([.int64(Int64(number)), .place(index)]))
    }

    private static func metadata(
        _ pairs: [(name: String, text: String)], in buffer: inout FlatBuffer
    ) -> FlatBuffer.Field {
        guard !pairs.isEmpty else { return .absent }
        let places = pairs.map { pair in
            let (name, text) = (buffer.text(pair.name), buffer.text(pair.text))
            return buffer.table([.place(name), .place(text)])
        }
        return .place(buffer.vector(places))
    }

    private static func integer(_ bits: Int32, signed: Bool, in buffer: inout FlatBuffer) -> FlatBuffer.Place {
        buffer.table([.int32(bits), .uint8(signed ? 1 : 0)])
    }
}
