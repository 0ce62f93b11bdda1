namespace Skills.Reliability.Tests.Invariants;

/// <summary>What must hold whatever fails.</summary>
internal enum Invariant
{
    EndsOnce,
    EndsInTime,
    AttemptsAllowed,
    InvalidInputIsFree,
    SingleFlight,
    SingleFlightAcrossProcesses,
    CostEqualsBill,
    LedgerEqualsLog,
    LedgerWithinBill,
    BudgetHolds,
    OwnTenantOnly,
    FreshEnough,
    LossIsFlagged,
    BatchItemsOnce,
    LoggedOnce,
    CountersAddUp,
    ResourcesReturn,
}
