using System.Text.Json.Serialization;

namespace Skills.Benchmarks.Table;

/// <summary>One line of the table, over its passes.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Yardstick">What it is compared with.</param>
/// <param name="OursNs">Nanoseconds of ours in each pass.</param>
/// <param name="YardstickNs">Nanoseconds of the yardstick in each pass; empty when it is not installed.</param>
/// <param name="Bytes">Bytes that ours allocates; the least of the passes.</param>
internal sealed record TableRow(string Operation, string Yardstick, double[] OursNs, double[] YardstickNs, double Bytes)
{
    /// <summary>How many times as fast as the yardstick ours is, in each pass, in rising order.</summary>
    [JsonIgnore]
    public double[] Ratios => [.. YardstickNs.Zip(OursNs, static (theirs, ours) => theirs / ours).Order()];
}

/// <summary>A table and where it was measured.</summary>
/// <param name="Measured">When, in UTC.</param>
/// <param name="Runtime">The runtime.</param>
/// <param name="Cores">Processors.</param>
/// <param name="Rows">The lines.</param>
internal sealed record TableReport(DateTimeOffset Measured, string Runtime, int Cores, IReadOnlyList<TableRow> Rows);
