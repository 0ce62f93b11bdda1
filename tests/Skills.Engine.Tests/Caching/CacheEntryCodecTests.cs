using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

public sealed class CacheEntryCodecTests
{
    private const string Key = "sk:{AAAAAAAA:BBBBBBBB}:r:abc";

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    public static TheoryData<string, SkillCacheOptions> Forms => new()
    {
        { "plain", new() { CompressFromBytes = int.MaxValue } },
        { "compressed", new() { CompressFromBytes = 0 } },
        { "encrypted", With(new() { CompressFromBytes = int.MaxValue }, Secret) },
        { "compressed-encrypted", With(new() { CompressFromBytes = 0 }, Secret) },
    };

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void AnEntryComesBackAsItWas(string form, SkillCacheOptions options)
    {
        var codec = new CacheEntryCodec(options);
        var entry = Entry();

        var back = codec.Read(codec.Write(entry, Key, "t")!, Key, "t", CacheSome.Request());

        Assert.True(back is not null, form);
        AssertSame(entry, back);
    }

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void AFlippedBitAtAnyPlaceIsAMiss(string form, SkillCacheOptions options)
    {
        var codec = new CacheEntryCodec(options);
        var bytes = codec.Write(Entry(), Key, "t")!;

        for (var i = 0; i < bytes.Length; i++)
        {
            for (var bit = 1; bit < 256; bit <<= 1)
            {
                bytes[i] ^= (byte)bit;
                Assert.True(codec.Read(bytes, Key, "t", CacheSome.Request()) is null, $"{form}: bit {bit} of byte {i}");
                bytes[i] ^= (byte)bit;
            }
        }

        Assert.NotNull(codec.Read(bytes, Key, "t", CacheSome.Request()));
    }

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void ACutOrLengthenedEntryIsAMiss(string form, SkillCacheOptions options)
    {
        var codec = new CacheEntryCodec(options);
        var bytes = codec.Write(Entry(), Key, "t")!;

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.True(codec.Read(bytes.AsSpan(0, length), Key, "t", CacheSome.Request()) is null, $"{form}: {length} bytes");
        }

        Assert.Null(codec.Read([.. bytes, 0], Key, "t", CacheSome.Request()));
    }

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void AnEntryUnderAnotherKeyIsAMiss(string form, SkillCacheOptions options)
    {
        var codec = new CacheEntryCodec(options);

        Assert.True(codec.Read(codec.Write(Entry(), Key, "t")!, Key + "d", "t", CacheSome.Request()) is null, form);
    }

    [Fact]
    public void RandomBytesAreMisses()
    {
        var codec = new CacheEntryCodec(new());
        var random = new Random(8);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            if (i % 2 == 0 && bytes.Length > 6)
            {
                "SKCE"u8.CopyTo(bytes);
                bytes[4] = (byte)random.Next(1, 3);
            }

            Assert.Null(codec.Read(bytes, Key, null, CacheSome.Request()));
        }
    }

    [Fact]
    public void AnEncryptedEntryIsReadWithItsTenantAndKeyOnly()
    {
        var other = RandomNumberGenerator.GetBytes(32);
        var bytes = new CacheEntryCodec(With(new(), Secret)).Write(Entry(), Key, "a")!;

        Assert.NotNull(Read(With(new(), Secret), "a"));
        Assert.NotNull(Read(With(new(), other, Secret), "a"));
        Assert.Null(Read(With(new(), other), "a"));
        Assert.Null(Read(With(new(), Secret), "b"));
        Assert.Null(Read(With(new(), Secret), null));
        Assert.Null(Read(new(), "a"));
        Assert.True(bytes.AsSpan().IndexOf("summary"u8) < 0);

        CacheEntry? Read(SkillCacheOptions options, string? tenant) => new CacheEntryCodec(options).Read(bytes, Key, tenant, CacheSome.Request());
    }

    // With one nonce for two entries, AES-GCM shows what they differ in and lets others forge entries.
    [Fact]
    public void EveryEncryptionHasANonceOfItsOwn()
    {
        var codec = new CacheEntryCodec(With(new(), Secret));

        var nonces = Enumerable.Range(0, 50).Select(_ => Convert.ToHexString(codec.Write(Entry(), Key, "t")!.AsSpan(64, 12))).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(50, nonces.Count);
        Assert.DoesNotContain(new string('0', 24), nonces);
    }

    [Fact]
    public void APlainEntryIsNotTakenWhereOnesAreEncrypted() =>
        Assert.Null(new CacheEntryCodec(With(new(), Secret)).Read(new CacheEntryCodec(new()).Write(Entry(), Key, "t")!, Key, "t", CacheSome.Request()));

    [Fact]
    public void ACompressedEntryThatUnfoldsBeyondTheLimitIsAMiss()
    {
        var large = Entry() with { Outcome = CacheSome.Result($$"""{"summary":"{{new string('a', 100_000)}}"}""") };
        var bytes = new CacheEntryCodec(new()).Write(large, Key, null)!;

        Assert.True(bytes.Length < 2000);
        Assert.Null(new CacheEntryCodec(new() { MaxEntryBytes = 50_000 }).Read(bytes, Key, null, CacheSome.Request()));
        Assert.Null(new CacheEntryCodec(new() { MaxEntryBytes = 50_000 }).Write(large, Key, null));
    }

    [Fact]
    public void MembersOfLaterReleasesArePassedOver()
    {
        var read = StoredOutcome.Read("""{"m":"m1","zz":1,"z":{"m":["m2",{"m":"m3"}]},"t":[100,null,null,null,20,null],"r":[],"c":1.5}"""u8)!;

        Assert.Equal(("m1", 1.5m), (read.Model, read.Usd));
        Assert.Equal(new() { InputUncached = 100, OutputVisible = 20 }, read.Tokens);
        Assert.Empty(read.Rules!);
    }

    [Theory]
    [InlineData("""{"m":1}""")]
    [InlineData("""{"s":"Success"}""")]
    [InlineData("""{"c":null}""")]
    [InlineData("""{"t":["1"]}""")]
    [InlineData("""{"t":[1e400]}""")]
    [InlineData("""{"k":99999999999}""")]
    [InlineData("""{"r":{}}""")]
    [InlineData("""{"e":[1]}""")]
    [InlineData("""{"m":"a" """)]
    [InlineData("""[]""")]
    [InlineData("")]
    public void AnEntryWhoseMembersAreOfAnotherKindIsAMiss(string meta)
    {
        Assert.NotNull(Read("{}"));
        Assert.Null(Read(meta));

        static CacheEntry? Read(string meta)
        {
            var json = Encoding.UTF8.GetBytes(meta);
            return new CacheEntryCodec(new()).Read(Sealed([.. BitConverter.GetBytes(json.Length), .. json]), Key, null, CacheSome.Request());
        }
    }

    // Written by the first release of each format; they must stay readable for as long as the version byte is accepted.
    [Theory]
    [InlineData("v1-plain", false)]
    [InlineData("v1-compressed", false)]
    [InlineData("v1-encrypted", true)]
    [InlineData("v1-compressed-encrypted", true)]
    [InlineData("v2-plain", false)]
    [InlineData("v2-compressed", false)]
    [InlineData("v2-encrypted", true)]
    [InlineData("v2-compressed-encrypted", true)]
    public void EntriesOfEveryReleasedFormatStayReadable(string snapshot, bool encrypted)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Caching", "Snapshots", snapshot + ".bin"));

        var back = new CacheEntryCodec(encrypted ? With(new(), Secret) : new()).Read(bytes, Key, "t", CacheSome.Request());

        Assert.NotNull(back);
        AssertSame(Entry(), back);
    }

    // A plain entry of format 2 with any body, as sound as its check can make it.
    private static byte[] Sealed(byte[] body)
    {
        var bytes = new byte[64 + body.Length];
        "SKCE\u0002"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), body.Length);
        body.CopyTo(bytes.AsSpan(64));
        var ofKey = (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Key));
        XxHash128.Hash(body, bytes.AsSpan(48), (long)XxHash3.HashToUInt64(bytes.AsSpan(0, 48), ofKey));
        return bytes;
    }

    private static void AssertSame(CacheEntry expected, CacheEntry actual)
    {
        Assert.Equal((expected.CreatedAt, expected.FreshUntil, expected.ExpiresAt, expected.Generation), (actual.CreatedAt, actual.FreshUntil, actual.ExpiresAt, actual.Generation));
        Assert.Equal((expected.SavedUsage, expected.SavedCost), (actual.SavedUsage, actual.SavedCost));
        var (left, right) = (OutcomeMapping.ToOutcome(expected.Outcome), actual.Outcome);
        Assert.Equal(JsonSerializer.Serialize(left with { Outputs = null }), JsonSerializer.Serialize(right with { Outputs = null }));
        Assert.Equal(left.Outputs?.GetRawText(), right.Outputs?.GetRawText());
    }

    private static CacheEntry Entry() => new()
    {
        Outcome = CacheSome.Result("""{ "summary" : "a\u00e9😀\ud800", "n": 1.50, "list": [null, true, 12345678901234567890] }""") with
        {
            Warnings = ["one"],
            Variant = "b",
            Edits = [new("/n", "quoted_number", EditKind.Typed, 0.5, 3, 4, "\"1.50\"", "1.50")],
            ValidationResult = new(true, [new(0, "range_check", RuleSeverity.Warning, false, false, [new("/n", "n is large")]), new(1, "regex", RuleSeverity.Error, true, true, [])]),
        },
        SavedUsage = new() { InputUncached = 100, CacheRead = 7, OutputVisible = 20 },
        SavedCost = new(0.123456789m, CostKind.Estimated),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123),
        FreshUntil = DateTimeOffset.FromUnixTimeMilliseconds(1_790_003_600_123),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(1_790_090_000_123),
        Generation = 0xFEDCBA9876543210,
    };

    private static SkillCacheOptions With(SkillCacheOptions options, params byte[][] keys)
    {
        foreach (var key in keys)
        {
            options.EncryptionKeys.Add(key);
        }

        return options;
    }
}
