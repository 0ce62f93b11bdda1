using System.Globalization;

namespace Skills.Reliability.Tests.Calls;

/// <summary>One call of a run. Everything about it follows from the seed and its number, so every process knows it.</summary>
internal sealed record Call(int Number, CallKind Kind, string Tenant, string Key, TimeSpan Timeout, TimeSpan? CancelAfter)
{
    public const string CappedTenant = "capped";
    public const int BatchItems = 3;

    /// <summary>The skills' time-to-live, and how long a stale result may replace a failure.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan StaleIfError = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);
    private static readonly string[] Tenants = ["a", "b", "c", "d", "e", "f", "g", CappedTenant];

    private static readonly (CallKind Kind, int Weight)[] Mix =
    [
        (CallKind.Plain, 24), (CallKind.Cached, 20), (CallKind.Hot, 12), (CallKind.Composed, 6), (CallKind.Tools, 8), (CallKind.Cascade, 6),
        (CallKind.Stream, 10), (CallKind.Broken, 6), (CallKind.Batch, 2), (CallKind.Invalid, 2), (CallKind.Canceled, 2), (CallKind.Short, 2),
    ];

    /// <summary>Gets whether other calls may be answered with the same reply.</summary>
    public bool IsShared => Kind is CallKind.Cached or CallKind.Hot;

    public static Call Of(int seed, int number)
    {
        var random = new Random(HashCode(seed, number));
        var kind = KindAt(random.Next(Mix.Sum(static m => m.Weight)));
        var tenant = Tenants[random.Next(Tenants.Length)];
        var key = kind switch
        {
            CallKind.Cached => $"c{random.Next(60)}",
            CallKind.Hot => $"h{random.Next(3)}",
            _ => string.Create(CultureInfo.InvariantCulture, $"n{number}"),
        };
        return new(
            number,
            kind,
            tenant,
            key,
            kind is CallKind.Short ? TimeSpan.FromMilliseconds(random.Next(5, 60)) : Usual,
            kind is CallKind.Canceled ? TimeSpan.FromMilliseconds(random.Next(1, 40)) : null);
    }

    /// <summary>The number of the call that a key belongs to; null for keys that calls share.</summary>
    public static int? NumberOf(string key) =>
        key.StartsWith('n') && int.TryParse(key.AsSpan(1, key.AsSpan(1).IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : key.Length - 1), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The value that a right reply has for a key.</summary>
    public static int CountOf(string key) => (HashCode(17, key.Length) ^ key.Aggregate(0, static (sum, c) => (sum * 31) + c)) & 0xFFFF;

    // The runtime's own hash codes differ between processes.
    private static int HashCode(int seed, int number)
    {
        var x = ((uint)seed * 0x9E3779B9u) ^ ((uint)number * 0x85EBCA6Bu);
        x ^= x >> 15;
        x *= 0x2C1B3C6Du;
        x ^= x >> 13;
        return (int)(x & 0x7FFFFFFF);
    }

    private static CallKind KindAt(int draw)
    {
        foreach (var (kind, weight) in Mix)
        {
            draw -= weight;
            if (draw < 0)
            {
                return kind;
            }
        }

        return CallKind.Plain;
    }
}
