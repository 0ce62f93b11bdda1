using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Each kind of YAML fault is recognised by the text at its place. Guillemets mark what is underlined first.</summary>
public sealed class YamlFaultTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { "Tab", "cache:\n«\t»enabled: true\n" },
        { "Tab", "«\t»title: x\n" },
        { "OpenBracket", "tags: «[»a b\ntitle: x\n" },
        { "BrokenList", "tags: [\"a\" «\"b\"»]\n" },
        { "BrokenMapping", "metadata: { a: 1 b«:» 2 }\n" },
        { "OpenQuote", "title: «'»open\nowner: x\n" },
        { "QuoteIndentation", "title: «\"»open\nowner: x\"\n" },
        { "UnknownEscape", "title: \"C:«\\d»ir\"\n" },
        { "UnknownEscape", "title: \"«\\x»ZZ\"\n" },
        { "UnknownEscape", "title: \"«\\u»d800\"\n" },
        { "ReservedStart", "title: «@»x\n" },
        { "ReservedStart", "title: «&»\n" },
        { "ReservedStart", "title: «!»<x y\n" },
        { "BlockHeader", "title: «>» y\n" },
        { "BlockIndentation", "title: |\n      \n«   »x\n  y\n" },
        { "NoSpaceAfterColon", "cache:\n  enabled«:»true\n  ttl: 1h\n" },
        { "MissingColon", "cache:\n  enabled« »true\n  ttl: 1h\n" },
        { "MissingColon", "title: x\n«word»\nowner: y\n" },
        { "SecondColon", "title: a: b\n" },
        { "SecondColon", "title: \"a\"«:» b\n" },
        { "ListOnKeyLine", "tags: «-» a\n" },
        { "EntryExpected", "tags:\n  - a\n  «t»itle: x\n" },
        { "TextAfterValue", "title: 'it'«s»'\n" },
        { "TextAfterValue", "title: \"a\" «b»\n" },
        { "ValueExpected", "title: «]»\n" },
        { "ValueExpected", "tags: [«,»]\n" },
        { "KeyExpected", "cache:\n  enabled: true\n «t»tl: 1h\n" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void AFaultIsRecognisedByItsText(string fault, string marked)
    {
        const string Head = "skill: 1\nname: demo\n";
        var text = Head + marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);

        var found = Assert.Single(Some.Reader().ReadText("a.skill.yaml", text).Diagnostics);

        var start = YamlSentence.For(new(Enum.Parse<YamlFault>(fault), 0, 1, "§")).Split('§')[0];
        Assert.StartsWith(start, found.Message, StringComparison.Ordinal);
        if (marked.IndexOf('«', StringComparison.Ordinal) is >= 0 and var at)
        {
            var line = marked[..at].Count(static c => c == '\n');
            Assert.Equal((line + 3, at - (marked[..at].LastIndexOf('\n') + 1) + 1), (found.Line, found.Column));
        }
    }

    [Fact]
    public void EveryKindOfFaultHasASentenceOfItsOwn()
    {
        var kinds = Enum.GetValues<YamlFault>();

        Assert.Equal(kinds.Length, kinds.Select(static kind => YamlSentence.For(new(kind, 0))).Distinct().Count());
    }

    [Theory]
    [InlineData("prompt: A\u2028B\n", "A\u2028B")]
    [InlineData("prompt: \"A\u2028B\"\n", "A\u2028B")]
    [InlineData("prompt: 'A\u0085B'\n", "A\u0085B")]
    [InlineData("prompt: |\n  A\u2028B\u2029C\u0085D\n  E\n", "A\u2028B\u2029C\u0085D\nE\n")]
    [InlineData("prompt: >\n  A\u0085B\n  C\n", "A\u0085B C\n")]
    [InlineData("prompt: AB # \u2028 a comment\n", "AB")]
    [InlineData("prompt: \"A\u2028\uE000\\uE001\\L\"\n", "A\u2028\uE000\uE001\u2028")]
    public void UnicodeLineSeparatorsAreOrdinaryCharacters(string prompt, string sent)
    {
        var result = Some.Reader().ReadText("a.skill.yaml", "skill: 1\nname: demo\nversion: 1.0.0\ndescription: A skill with a line separator in its text.\n" + prompt);

        Assert.DoesNotContain(result.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal(sent, result.EnsureValid().Skill.PromptTemplate);
    }

    [Fact]
    public void PlacesBehindALineSeparatorStay()
    {
        var result = Some.Reader().ReadText("a.skill.yaml", "skill: 1\nname: demo\nversion: 1.0.0\ndescription: \"A\u2028B is a text with a line separator.\"\nprompt: Hi\nnmae: x\n");

        Assert.Contains(result.Diagnostics, static d => d is { Line: 6, Column: 1 } && d.Message.Contains("nmae", StringComparison.Ordinal));
    }
}
