using System.Text.Json;

namespace Skills.Engine.Outputs;

/// <summary>The question about failing values alone, and how its answer becomes part of the earlier one.</summary>
public sealed class PartialQuestionTests
{
    private const string Person = """
        {"type":"object","required":["name","age"],"properties":{
          "name":{"type":"string"},"age":{"type":"integer","minimum":0},"agenda":{"type":"string"},
          "home":{"type":"object","required":["city"],"properties":{"city":{"type":"string"},"zip":{"type":"integer"}}}}}
        """;

    private const string Earlier = """{"name":"Ada","age":-1,"agenda":"none","home":{"city":"Bath","zip":1}}""";

    [Theory]
    [InlineData("/age", "/age")]
    [InlineData("/age /agenda", "/age /agenda")]
    [InlineData("/home/zip /home", "/home")]
    [InlineData("/home /home/zip /home/city", "/home")]
    [InlineData("/home/zip /home/city", "/home/city /home/zip")]
    [InlineData("/age /age", "/age")]
    [InlineData("", null)]
    [InlineData("/age ", null)]
    public void EachFailingPlaceIsAskedForOnceAndNoneWithinAnother(string paths, string? asked)
    {
        var question = Question(Person, Earlier, [.. paths.Split(' ').Select(static p => Error("output.type", p))]);

        Assert.Equal(asked, question is null ? null : string.Join(' ', question.Schema.GetProperty("properties").EnumerateObject().Select(static p => p.Name)));
        Assert.Equal(asked, question is null ? null : string.Join(' ', question.Schema.GetProperty("required").EnumerateArray().Select(static p => p.GetString())));
        Assert.All(question is null ? [] : paths.Split(' '), p => Assert.Contains($"wrong at {p}", question!.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"age":1}""", "", "/name")]
    [InlineData("{}", "", "/age /name")]
    [InlineData("""{"name":"Ada","age":1,"home":{}}""", "/home", "/home/city")]
    public void AMissingValueIsAskedForAtItsOwnPlace(string earlier, string path, string asked)
    {
        var question = Question(Person, earlier, [Error("output.required", path)])!;

        Assert.Equal(asked, string.Join(' ', question.Schema.GetProperty("properties").EnumerateObject().Select(static p => p.Name)));
        Assert.All(asked.Split(' '), p => Assert.Contains($"{p} is missing\n", question.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"properties":{"age":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer"}}}""", true)]
    [InlineData("""{"properties":{"age":{"$ref":"#/definitions/n"}},"definitions":{"n":{"type":"integer"}}}""", true)]
    [InlineData("""{"properties":{"age":{"$ref":"#/properties/name"},"name":{"type":"string"}}}""", false)]
    [InlineData("""{"properties":{"age":{"type":"integer"},"name":{"$dynamicRef":"#n"}}}""", false)]
    [InlineData("""{"properties":{"age":{"type":"integer"}},"allOf":[{"$recursiveRef":"#"}]}""", false)]
    [InlineData("""{"properties":{"age":{"type":"integer","enum":[1,true,null,"#"]}}}""", true)]
    public void APartThatPointsElsewhereCannotBeAskedForAlone(string schema, bool asks) =>
        Assert.Equal(asks, Question(schema, """{"age":-1}""", [Error("output.type", "/age")]) is not null);

    [Theory]
    [InlineData("""{"/age":36}""", "")]
    [InlineData("""{"name":"Ada","age":36}""", "")]
    [InlineData("""{"/age":36,"name":"Bob"}""", "/name")]
    [InlineData("""{"/age":36,"home":{"city":"Rome","zip":1}}""", "/home")]
    [InlineData("""{"/age":36,"other":5}""", "/other")]
    public void OnlyWhatWasAskedForIsTaken(string answer, string setAside)
    {
        var merged = Merge(answer);

        Assert.True(merged.IsValid);
        Assert.Equal(Earlier.Replace("-1", "36", StringComparison.Ordinal), merged.Value!.Value.GetRawText());
        Assert.Equal(setAside, string.Join(' ', merged.Edits.Where(static e => e.Name == "value_set_aside").Select(static e => e.Path)));
        Assert.Equal(["/agenda early", "/name early"], merged.Edits.Where(static e => e.Name == "early").Select(static e => $"{e.Path} {e.Name}"));
    }

    [Theory]
    [InlineData("""{"/age":36,"/agenda":"tea"}""", """{"name":"Ada","age":36,"agenda":"tea","home":{"city":"Bath","zip":1}}""", "/name")]
    [InlineData("""{"/age":36}""", """{"name":"Ada","age":36,"agenda":"none","home":{"city":"Bath","zip":1}}""", "/agenda /name")]
    public void EarlierEditsOfEveryPlaceThatWasAnsweredAreGone(string answer, string value, string left)
    {
        var merged = Merge(Check(answer), Error("output.minimum", "/age"), Error("output.minLength", "/agenda"));

        Assert.Equal(value, merged.Value!.Value.GetRawText());
        Assert.Equal(left, string.Join(' ', merged.Edits.Where(static e => e.Name == "early").Select(static e => e.Path)));
    }

    [Theory]
    [InlineData("I cannot say.")]
    [InlineData("""{"name":"Ada"}""")]
    [InlineData("[36]")]
    public void AnAnswerWithoutTheValueChangesNothing(string answer)
    {
        var check = Check(answer);

        Assert.Same(check, Merge(check));
    }

    [Theory]
    [InlineData(OutputFailure.Refused)]
    [InlineData(OutputFailure.Filtered)]
    [InlineData(OutputFailure.Empty)]
    public void AnAnswerThatIsNoneChangesNothing(object failure)
    {
        var check = Check("""{"/age":36}""") with { Failure = (OutputFailure)failure };

        Assert.Same(check, Merge(check));
    }

    private static OutputValidation Merge(string answer) => Merge(Check(answer));

    private static OutputValidation Merge(OutputValidation check) => Merge(check, Error("output.minimum", "/age"));

    private static OutputValidation Merge(OutputValidation check, params SkillError[] errors)
    {
        var edits = new[] { "/age", "/agenda", "/name" }.Select(static p => new OutputEdit(p, "early", EditKind.Safe, 1, -1, 0, null, null)).ToList();
        return PartialQuestion.From(Skill(Person), JsonElement.Parse(Earlier), edits, errors)!.Merge(SchemaSeam.Validator(), Skill(Person), check);
    }

    private static OutputValidation Check(string answer) => new() { Failure = OutputFailure.Violations, Reply = new() { Text = answer } };

    private static PartialQuestion? Question(string schema, string earlier, SkillError[] errors) => PartialQuestion.From(Skill(schema), JsonElement.Parse(earlier), [], errors);

    private static SkillError Error(string code, string path) => new(code, SkillStep.ValidateOutput, path, $"It is wrong at {path}.");

    private static Skill Skill(string schema) => new() { Id = "s", Name = "S", OutputSchema = JsonElement.Parse(schema) };
}
