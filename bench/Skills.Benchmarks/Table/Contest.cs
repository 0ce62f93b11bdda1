namespace Skills.Benchmarks.Table;

/// <summary>An operation of ours and what it is compared with. Both are measured in every pass.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Yardstick">What it is compared with.</param>
/// <param name="Ours">Measures ours.</param>
/// <param name="Theirs">Measures the yardstick in a pass, in nanoseconds; null when it is not installed.</param>
internal sealed record Contest(string Operation, string Yardstick, Func<Cost> Ours, Func<int, double?> Theirs)
{
    private const int Rounds = 100;

    /// <summary>Returns a contest of two operations of this process.</summary>
    public static Contest Of(string operation, Action ours, string yardstick, Action theirs) =>
        new(operation, yardstick, () => Measure.Of(ours, Rounds), _ => Measure.Of(theirs, Rounds).Nanoseconds);

    /// <summary>Returns a contest with a figure of another process.</summary>
    public static Contest Of(string operation, Action ours, string yardstick, PeerProcess peer, string figure) =>
        new(operation, yardstick, () => Measure.Of(ours, Rounds), pass => peer.Figure(pass, figure));
}
