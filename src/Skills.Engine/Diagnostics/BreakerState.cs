namespace Skills.Engine;

/// <summary>Whether calls to a deployment are let through; the value is what the metric shows.</summary>
internal enum BreakerState
{
    Closed = 0,
    HalfOpen = 1,
    Open = 2,
}
