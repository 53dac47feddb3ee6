/// The columns of a log in MerRec's names, in MerRec's order.
public enum MerRecColumn: String, Sendable, CaseIterable {
    case userID = "user_id"
    case sequenceID = "sequence_id"
    case sessionID = "session_id"
    case time = "stime"
    case sequenceLength = "sequence_length"
    case eventID = "event_id"
    case itemID = "item_id"
    case productID = "product_id"
    case name
    case price
    case categoryID = "c0_id"
    case categoryName = "c0_name"
    case secondCategoryID = "c1_id"
    case secondCategoryName = "c1_name"
    case thirdCategoryID = "c2_id"
    case thirdCategoryName = "c2_name"
    case brandID = "brand_id"
    case brandName = "brand_name"
    case conditionID = "item_condition_id"
    case conditionName = "item_condition_name"
    case sizeID = "size_id"
    case sizeName = "size_name"
    case shipperID = "shipper_id"
    case shipperName = "shipper_name"
    case color
}
