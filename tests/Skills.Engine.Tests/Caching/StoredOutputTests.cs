using System.Text;
using System.Text.Json;
using Skills.Engine.Caching;
using Skills.Engine.Outputs;

namespace Skills.Engine.Tests.Caching;

/// <summary>Entries of the shared store that nobody with the skill's rules wrote.</summary>
public sealed class StoredOutputTests
{
    private static readonly Skill Strict = CacheSome.Skill() with { OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"summary":{"type":"string"}},"required":["summary"]}""") };

    [Theory]
    [InlineData("""{"summary":"a"}""", true)]
    [InlineData("""{"summary":7}""", false)]
    [InlineData("""{"forged":"a"}""", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    public async Task AStoredOutputThatViolatesTheSchemaIsAMiss(string outputs, bool served)
    {
        var store = new DictionaryStore();
        await using (var forger = CacheSome.Cache(store: store))
        {
            await forger.RunAsync(CacheSome.Request(), CacheSome.Result(outputs));
        }

        await using var cache = CacheSome.Cache(store: store, schemas: new SchemaSeam());

        Assert.Single(store.Entries);
        Assert.Equal(served, await cache.HitsAsync(CacheSome.Request(Strict)));
        Assert.Equal(served ? 0 : 1, cache.Statistics.EntriesRejected);
    }

    [Theory]
    [InlineData("{\"summary\":\"\u00ff\"}")]
    [InlineData("{\"\u00ff\":1}")]
    [InlineData("\"\u00c3\"")]
    public void AnOutputThatIsNotUtf8IsAMiss(string latin1)
    {
        var codec = new CacheEntryCodec(new());
        var now = DateTimeOffset.UnixEpoch;
        var entry = new CacheEntry
        {
            Outcome = CacheSome.Result() with { Outputs = JsonElement.Parse(Encoding.Latin1.GetBytes(latin1)) },
            SavedUsage = new(),
            SavedCost = Cost.Zero,
            CreatedAt = now,
            FreshUntil = now,
            ExpiresAt = now,
        };

        var bytes = codec.Write(entry, "k", null)!;

        Assert.Null(codec.Read(bytes, "k", null, CacheSome.Request()));
    }
}
