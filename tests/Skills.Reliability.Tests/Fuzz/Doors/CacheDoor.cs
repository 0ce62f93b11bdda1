using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Skills.Engine.Caching;

namespace Skills.Reliability.Tests.Fuzz.Doors;

/// <summary>Entries of a shared store. Their check is made right again, as by someone who may write to the store: otherwise nothing behind it is reached.</summary>
internal static class CacheDoor
{
    private const string Key = "sk:{AAAAAAAA:BBBBBBBB}:r:abc";
    private const int CheckOffset = 48;
    private const int HeaderBytes = 64;

    public static FuzzDoor Entry()
    {
        var codec = new CacheEntryCodec(new());
        var request = new SkillCacheRequest(new Skill { Id = "s", Name = "S", PromptTemplate = "x" }, "hash", JsonElement.Parse("{}"), new(), new(), null);
        var corpus = new List<byte[]>();
        foreach (var options in (SkillCacheOptions[])[new() { CompressFromBytes = int.MaxValue }, new() { CompressFromBytes = 0 }])
        {
            corpus.Add(new CacheEntryCodec(options).Write(Sound(), Key, "t")!);
        }

        return new("cache-entry", corpus, ["SKCE", "{\"status\":0}", "\"edits\":[", "\"tokens\":{", "\0\0\0\0", "\u00FF\u00FF", "null", "[[", "\"usd\":1e28"], input =>
        {
            var entry = input.ToArray();
            if (entry.Length > HeaderBytes)
            {
                var seed = (long)XxHash3.HashToUInt64(entry.AsSpan(0, CheckOffset), (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Key)));
                XxHash128.Hash(entry.AsSpan(HeaderBytes), entry.AsSpan(CheckOffset), seed);
            }

            return codec.Read(entry, Key, "t", request) is not null;
        });
    }

    private static CacheEntry Sound() => new()
    {
        Outcome = SkillResult.Succeeded("x") with
        {
            Outputs = JsonElement.Parse("""{"summary":"text","list":[1,2,3]}"""),
            Edits = [new("/a", "quotes", EditKind.Safe, 1, 0, 3, "a", "b")],
            Warnings = ["careful"],
            ModelId = "m",
            ModelProvider = "p",
            Usage = new() { InputUncached = 10, OutputVisible = 5 },
        },
        SavedUsage = new() { InputUncached = 10, OutputVisible = 5 },
        SavedCost = new(0.5m, CostKind.Exact),
        CreatedAt = DateTimeOffset.UnixEpoch.AddYears(50),
        FreshUntil = DateTimeOffset.UnixEpoch.AddYears(50).AddHours(1),
        ExpiresAt = DateTimeOffset.UnixEpoch.AddYears(50).AddHours(1),
    };
}
