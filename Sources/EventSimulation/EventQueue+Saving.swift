extension EventQueue {
    /// The queue as it stands: clock, pending events and what their handles need.
    ///
    /// A queue restored from the image gives the same events in the same order as this one, issues equal handles, and
    /// knows the handles that this one issued.
    public func save() -> EventQueueImage<Payload> {
        EventQueueImage(slots: slots.slots, used: slots.used, firstFree: slots.firstFree, now: clock)
    }

    /// The queue that was saved.
    public init(restoring image: EventQueueImage<Payload>) {
        let header = image.header
        var slots = EventSlots<Payload>(minimumCapacity: Int(header.slotCount))
        image.forEachSlot { slots.restore($0) }
        slots.firstFree = header.firstFree
        self.init(slots: slots, now: header.now)
    }
}
