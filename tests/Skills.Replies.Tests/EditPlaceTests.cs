namespace Skills.Replies;

/// <summary>An edit names the place of the reply that it is about.</summary>
public class EditPlaceTests
{
    // The place is between « and », which are not part of the reply.
    [Theory]
    [InlineData("stray_comma", "{\"a\":1«,»}")]
    [InlineData("stray_comma", "{\"a\":1«,» \n }")]
    [InlineData("stray_comma", "[1, 2«,» // two\n]")]
    [InlineData("stray_comma", "[1,«,» 2]")]
    [InlineData("stray_comma", "[«,»1]")]
    [InlineData("missing_comma", "[\"a\" «»\"b\"]")]
    [InlineData("missing_comma", "{\"a\":1 «»\"b\":2}")]
    [InlineData("odd_separator", "{\"a\":1«;» \"b\":2}")]
    [InlineData("comment", "{\"a\":1 «/* one */»}")]
    [InlineData("ellipsis", "[1, «...»]")]
    [InlineData("ellipsis", "[1, «\u2026»]")]
    [InlineData("single_quotes", "{\"a\":«'»b'}")]
    [InlineData("unquoted_key", "{«a»:1}")]
    [InlineData("unquoted_string", "{\"a\": «two words», \"b\":1}")]
    [InlineData("literal", "{\"a\": «True»}")]
    [InlineData("missing_closer", "{\"a\": [1, 2«»")]
    public void ThePlaceIsThatOfTheRepair(string name, string marked)
    {
        var start = marked.IndexOf('«', StringComparison.Ordinal);
        var length = marked.IndexOf('»', StringComparison.Ordinal) - start - 1;
        var reply = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);

        var edit = ReplyReader.Read(reply).Edits.First(e => e.Name == name);

        Assert.Equal((start, length), (edit.Start, edit.Length));
    }

    [Theory]
    [InlineData("{\"a\": http://x.example/b, \"c\":1}", "http://x.example/b")]
    [InlineData("{\"a\": one //two\n, \"c\":1}", "one")]
    [InlineData("{\"a\": one/*two*/, \"c\":1}", "one")]
    [InlineData("{\"a\": one//two, \"c\":1}", "one//two")]
    [InlineData("{\"a\": 1/2, \"c\":1}", "1/2")]
    public void ACommentWithinAValueWithoutQuotesStandsAlone(string reply, string value) =>
        Assert.Equal(value, ReplyReader.Read(reply).Value!.Value.GetProperty("a").ToString());

    [Theory]
    [InlineData("I think so.\n</think>{\"a\":1}", "1")]
    [InlineData("{\"a\":\"see </think> here\"}", "see </think> here")]
    [InlineData("{\"b\":0,\n\"a\":\"see </think> here\",\n\"c\":1}", "see </think> here")]
    [InlineData("It is \"so\n</think>{\"a\":1}\n\"", "1")]
    [InlineData("My \"answer </think>{\"a\":1}", "1")]
    public void AClosingMarkWithinAStringEndsNoThoughts(string reply, string value) =>
        Assert.Equal(value, ReplyReader.Read(reply).Value!.Value.GetProperty("a").ToString());
}
