using System.Collections.Concurrent;
using Skills.Reliability.Tests.Calls;

namespace Skills.Reliability.Tests.Servers;

/// <summary>What the providers bill, in USD: by tenant, and by call where a key belongs to one call. Thread-safe.</summary>
internal sealed class Bill
{
    private readonly ConcurrentDictionary<string, decimal> _byTenant = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, decimal> _byCall = new();
    private readonly ConcurrentDictionary<int, int> _requests = new();

    public decimal Total => _byTenant.Values.Sum();

    public decimal OfTenant(string tenant) => _byTenant.GetValueOrDefault(tenant);

    public decimal OfCall(int number) => _byCall.GetValueOrDefault(number);

    public int RequestsOfCall(int number) => _requests.GetValueOrDefault(number);

    /// <summary>Notes a request.</summary>
    public void Asked(string key)
    {
        if (Call.NumberOf(key) is { } number)
        {
            _requests.AddOrUpdate(number, 1, static (_, n) => n + 1);
        }
    }

    /// <summary>Notes an answer that costs something.</summary>
    public void Add(string tenant, string key, decimal usd)
    {
        _byTenant.AddOrUpdate(tenant, usd, (_, sum) => sum + usd);
        if (Call.NumberOf(key) is { } number)
        {
            _byCall.AddOrUpdate(number, usd, (_, sum) => sum + usd);
        }
    }
}
