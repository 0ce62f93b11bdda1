namespace Skills.Engine.Models;

/// <summary>The price list by which a provider bills a call.</summary>
internal enum BillingTier
{
    Standard,
    Batch,
    Flex,
    Priority,
}
