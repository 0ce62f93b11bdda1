using System.Text.Json;

namespace Skills.Replies;

/// <summary>The limits of the public door, and the outcome of replies beyond them.</summary>
public class OptionsTests
{
    [Theory]
    [InlineData(0, 128, 1000, 1000)]
    [InlineData(1, 0, 1000, 1000)]
    [InlineData(1, 257, 1000, 1000)]
    [InlineData(1, 128, 0, 1000)]
    [InlineData(1, 128, 1_000_001, 1000)]
    [InlineData(1, 128, 1000, 0)]
    public void ALimitOutOfItsRangeIsRefused(int characters, int depth, int candidates, int edits)
    {
        var options = new ReplyOptions { MaxReplyCharacters = characters, MaxReplyDepth = depth, MaxReplyCandidates = candidates, MaxEdits = edits };

        Assert.Throws<ArgumentOutOfRangeException>(() => ReplyReader.Read("{}", null, options));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReplyReader.Stream(null, options));
    }

    [Fact]
    public void ALongerReplyThanTheLimitIsUnreadable()
    {
        var reading = ReplyReader.Read("""{"a": 1}""", null, new() { MaxReplyCharacters = 7 });

        Assert.Equal(ReplyStatus.Unreadable, reading.Status);
        Assert.Equal("too_large", Assert.Single(reading.Findings).Code);
    }

    [Theory]
    [InlineData(4_194_304, ReplyStatus.Valid)]
    [InlineData(4_194_305, ReplyStatus.Unreadable)]
    public void TheDefaultLimitOfCharactersIsFourMebibytes(int characters, ReplyStatus status) =>
        Assert.Equal(status, ReplyReader.Read("""{"a": 1}""".PadRight(characters)).Status);

    [Theory]
    [InlineData(128, ReplyStatus.Valid)]
    [InlineData(129, ReplyStatus.Unreadable)]
    public void TheDefaultLimitOfDepthIs128(int depth, ReplyStatus status) =>
        Assert.Equal(status, ReplyReader.Read(new string('[', depth) + new string(']', depth)).Status);

    [Fact]
    public void ADeeperReplyThanTheLimitIsUnreadable()
    {
        var reading = ReplyReader.Read("""{"a": [[1],]}""", null, new() { MaxReplyDepth = 2 });

        Assert.Equal(ReplyStatus.Unreadable, reading.Status);
        Assert.Equal("too_deep", Assert.Single(reading.Findings).Code);
    }

    [Fact]
    public void ValuesBeyondTheLimitAreListedAsUnread()
    {
        var text = string.Concat(Enumerable.Repeat("{\"a\": 1} and ", 10));

        Assert.Contains(ReplyReader.Read(text, null, new() { MaxReplyCandidates = 3 }).Edits, static e => e.Name == "values_unread");
    }

    [Fact]
    public void RepairsBeyondTheLimitAreSummedUp()
    {
        var reading = ReplyReader.Read("{a: 1, b: 2, c: 3, d: 4}", null, new() { MaxEdits = 2 });

        Assert.Contains(reading.Edits, static e => e is { Name: "further_repairs", Before: "2 repairs" });
    }

    [Fact]
    public void WithoutRepairOnlyStrictJsonIsRead()
    {
        Assert.True(ReplyReader.Read("""{"a":1}""", null, new() { Repair = false }).IsValid);
        Assert.False(ReplyReader.Read("""{"a":1,}""", null, new() { Repair = false }).IsValid);
    }

    [Fact]
    public void AReadingPrintsNoPartOfTheReply() =>
        Assert.DoesNotContain("secret", ReplyReader.Read("""{"a": "secret",}""").ToString(), StringComparison.Ordinal);

    [Fact]
    public void AnotherValidatorDecidesWhatIsValid()
    {
        var schema = ReplySchema.Compile(JsonElement.Parse("""{"type":"object"}"""), new NothingIsValid());

        Assert.Equal("refused", Assert.Single(ReplyReader.Read("{}", schema).Findings).Code);
    }

    private sealed class NothingIsValid : IReplyValidator
    {
        public IReadOnlyList<ReplyFinding> Validate(JsonElement value) => [new("refused", "", "Nothing is valid.")];
    }
}
