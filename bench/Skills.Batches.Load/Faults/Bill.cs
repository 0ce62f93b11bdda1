using System.Buffers.Binary;

namespace Skills.Batches.Load.Faults;

/// <summary>What the models of all processes charged.</summary>
internal sealed class Bill
{
    private readonly int[] _calls;
    private readonly List<long> _times = [];

    private Bill(int rows) => _calls = new int[rows + 1];

    /// <summary>Gets the number of calls.</summary>
    public long Calls => _times.Count;

    /// <summary>Gets the amount in USD.</summary>
    public decimal Usd => Calls * InstantModel.Price;

    /// <summary>Gets the number of rows that were never called.</summary>
    public int RowsWithoutCall => _calls.Skip(1).Count(static n => n == 0);

    /// <summary>Reads the bills of a folder.</summary>
    public static Bill Read(string folder, int rows)
    {
        var bill = new Bill(rows);
        foreach (var file in Directory.GetFiles(folder, "*.bill"))
        {
            var bytes = File.ReadAllBytes(file).AsSpan();
            for (var at = 0; at + BilledModel.CallSize <= bytes.Length; at += BilledModel.CallSize)
            {
                bill._calls[BinaryPrimitives.ReadInt64LittleEndian(bytes[at..])]++;
                bill._times.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes[(at + 8)..]));
            }
        }

        return bill;
    }

    /// <summary>Returns the number of calls in the time before each of some moments.</summary>
    public long CallsBefore(IReadOnlyList<DateTimeOffset> moments, TimeSpan time) => _times.Count(call => moments.Any(moment =>
        moment.ToUnixTimeMilliseconds() is var end && call <= end && call >= end - time.TotalMilliseconds));
}
