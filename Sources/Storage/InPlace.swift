import Synchronization

/// Keeps a large struct that cannot be copied where it is: whoever holds this as a part is handed on by address alone.
///
/// Without it the compiler puts a copy of such a struct on the stack for every call that borrows it, however large it is, as long as
/// all of it is plain numbers and pointers. An atomic number has an address of its own, and so has what it is a part of.
package struct InPlace: ~Copyable {
    private let mark = Atomic<UInt8>(0)

    package init() {}
}
