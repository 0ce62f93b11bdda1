using System.Text.Json;

namespace Skills.Engine.Outputs;

public class OutputValidatorTests
{
    private const string Person = """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}""";

    [Theory]
    [InlineData("""{"name":"Ada","age":36}""", "")]
    [InlineData("```json\n{\"name\":\"Ada\",\"age\":36}\n```", "fence")]
    [InlineData("Here you are: {\"name\":\"Ada\",\"age\":36}. Enjoy!", "surrounding_text")]
    [InlineData("<think>{\"name\":\"X\",\"age\":0}</think>{\"name\":\"Ada\",\"age\":36}", "reasoning")]
    [InlineData("{'name': 'Ada', 'age': 36,}", "single_quotes")]
    [InlineData("{\"name\":\"Ada\",\"age\":\"36\"}", "string_to_number")]
    [InlineData("{\"Name\":\"Ada\",\"AGE\":36}", "key_spelling")]
    [InlineData("{\"result\":{\"name\":\"Ada\",\"age\":36}}", "wrapper_removed")]
    [InlineData("[{\"name\":\"Ada\",\"age\":36}]", "list_of_one_unwrapped")]
    [InlineData("---\nname: Ada\nage: 36\n", "yaml")]
    [InlineData("```yaml\nname: Ada\nage: 36\n```", "yaml")]
    public void ReadsWithoutLossAndSaysWhatItDid(string text, string edit)
    {
        var check = Check(text, Person);

        Assert.True(check.IsValid, string.Join('\n', check.Errors));
        Assert.Equal("Ada", check.Value!.Value.GetProperty("name").GetString());
        Assert.Equal(36, check.Value!.Value.GetProperty("age").GetInt32());
        Assert.True(edit.Length == 0 ? check.Edits.Count == 0 : check.Edits.Any(e => e.Name == edit));
        Assert.DoesNotContain(check.Edits, static e => e.Kind == EditKind.Lossy);
    }

    [Theory]
    [InlineData("""{"xs":[1,"two",3]}""", LossyRepairs.Drop, """{"xs":[1,3]}""")]
    [InlineData("""{"xs":[1.5]}""", LossyRepairs.Round, """{"xs":[2]}""")]
    [InlineData("{}", LossyRepairs.Fill, """{"xs":[]}""")]
    [InlineData("""{"xs":[1,2""", LossyRepairs.Truncate, """{"xs":[1,2]}""")]
    [InlineData("""First {"xs":[1]} and then {"xs":[2]}""", LossyRepairs.Pick, """{"xs":[1]}""")]
    [InlineData("""{"xs":[1],"xs":[2]}""", LossyRepairs.Pick, """{"xs":[2]}""")]
    public void NothingIsLostUnlessTheSkillAllowsThatKind(string text, LossyRepairs kind, string read)
    {
        const string Schema = """{"type":"object","properties":{"xs":{"type":"array","items":{"type":"integer"}}},"required":["xs"]}""";

        var refused = Check(text, Schema);
        var allowed = Check(text, Schema, new() { Allow = kind });

        Assert.False(refused.IsValid);
        Assert.True(allowed.IsValid, string.Join('\n', allowed.Errors));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(read), allowed.Value!.Value), allowed.Value!.Value.GetRawText());
        Assert.Contains(allowed.Edits, static e => e.Kind == EditKind.Lossy);
    }

    [Theory]
    [InlineData(StopReason.Refusal, "I cannot help with that.", OutputFailure.Refused)]
    [InlineData(StopReason.ContentFilter, "", OutputFailure.Filtered)]
    [InlineData(StopReason.Completed, "  \n", OutputFailure.Empty)]
    [InlineData(StopReason.MaxTokens, """{"name":"Ada","age":36}""", OutputFailure.Truncated)]
    [InlineData(StopReason.MaxTokens, """{"name":"Ada","a""", OutputFailure.Truncated)]
    [InlineData(StopReason.Completed, "I think her name is Ada.", OutputFailure.Syntax)]
    [InlineData(StopReason.Completed, """{"name":"Ada"}""", OutputFailure.Violations)]
    [InlineData(StopReason.Completed, """{"name":"Ada","age":1} or {"name":"Bob","age":2}""", OutputFailure.Ambiguous)]
    [InlineData(StopReason.Completed, """<think>maybe {"name":"Ada","age":1}""", OutputFailure.Syntax)]
    public void EachFailureHasItsOwnClass(StopReason stop, string text, object failure)
    {
        var check = SchemaSeam.Validator().Validate(Skill(Person, new()), new() { Text = text, StopReason = stop });

        Assert.Equal(failure, check.Failure);
        Assert.NotEmpty(check.Errors);
    }

    [Theory]
    [InlineData(OutputFormat.Json, null, "Just prose.", """{"content":"Just prose."}""")]
    [InlineData(OutputFormat.Text, null, "{not json", """{"content":"{not json"}""")]
    [InlineData(OutputFormat.Markdown, """{"type":"object","required":["notes"],"properties":{"notes":{"type":"string"}}}""", "## New\n- it", """{"notes":"## New\n- it"}""")]
    [InlineData(OutputFormat.Json, """{"type":"object","required":["content"],"properties":{"content":{"type":"string"}}}""", "Just prose.", """{"content":"Just prose."}""")]
    public void FreeTextIsWrappedWhereThereIsAPlaceForIt(OutputFormat format, string? schema, string text, string read)
    {
        var check = Check(text, schema, new() { Format = format });

        Assert.True(check.IsValid, string.Join('\n', check.Errors));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(read), check.Value!.Value), check.Value!.Value.GetRawText());
    }

    [Fact]
    public void WithoutRepairOnlyWhatIsValidAsItStandsPasses()
    {
        var settings = new SkillOutput { OnInvalid = InvalidOutputAction.Fail };

        Assert.True(Check("""{"name":"Ada","age":36}""", Person, settings).IsValid);
        Assert.Equal(OutputFailure.Syntax, Check("""{"name":"Ada","age":36,}""", Person, settings).Failure);
        Assert.Equal(OutputFailure.Violations, Check("""{"name":"Ada","age":"36"}""", Person, settings).Failure);
    }

    [Theory]
    [InlineData(LossyRepairs.Truncate, InvalidOutputAction.Repair, """{"name":"Ada","age":36}""", true)]
    [InlineData(LossyRepairs.Truncate, InvalidOutputAction.Retry, """{"name":"Ada","age":36}""", false)]
    [InlineData(LossyRepairs.Drop, InvalidOutputAction.Repair, """{"name":"Ada","age":36}""", false)]
    [InlineData(LossyRepairs.Truncate, InvalidOutputAction.Repair, """{"name":"Ada"}""", false)]
    public void AnAnswerThatReachedTheLimitIsTakenOnlyWhereTruncationIsAllowed(LossyRepairs allow, InvalidOutputAction action, string text, bool taken)
    {
        var check = SchemaSeam.Validator().Validate(Skill(Person, new() { Allow = allow, OnInvalid = action }), new() { Text = text, StopReason = StopReason.MaxTokens });

        Assert.Equal(taken, check.IsValid);
        Assert.Equal(taken ? OutputFailure.None : OutputFailure.Truncated, check.Failure);
        Assert.Equal(taken ? null : "output.truncated", check.Errors.Count == 0 ? null : check.Errors[0].Code);
    }

    [Theory]
    [InlineData(StopReason.MaxTokens, "output tokens")]
    [InlineData(StopReason.ContextWindow, "context window")]
    public void ACutAnswerSaysWhichLimitItReached(StopReason stop, string limit) =>
        Assert.Contains(limit, SchemaSeam.Validator().Validate(Skill(Person, new()), new() { Text = "{", StopReason = stop }).Errors[0].Message, StringComparison.Ordinal);

    [Fact]
    public void LimitsAreErrorsWithTheirOwnCodes()
    {
        var large = SchemaSeam.Validator(static o => o.MaxReplyCharacters = 10).Validate(Skill(null, new()), new() { Text = """{"a":"aaaaaaaaaaaaaa"}""" });
        var deep = SchemaSeam.Validator(static o => o.MaxReplyDepth = 4).Validate(Skill(null, new()), new() { Text = "[[[[[[[[1]]]]]]]]" });

        Assert.Equal("output.too_large", large.Errors[0].Code);
        Assert.Equal("output.too_deep", deep.Errors[0].Code);
    }

    [Fact]
    public void AliasesOfTheSkillNamePropertiesAndChoices()
    {
        const string Schema = """{"type":"object","properties":{"level":{"enum":["low","high"]}},"required":["level"]}""";
        var settings = new SkillOutput { Aliases = new Dictionary<string, string> { ["niveau"] = "level", ["haut"] = "high" } };

        var check = Check("""{"niveau":"haut"}""", Schema, settings);

        Assert.Equal("high", check.Value!.Value.GetProperty("level").GetString());
    }

    [Fact]
    public void AnEnumThatFitsTwoMembersIsAnError()
    {
        const string Schema = """{"type":"object","properties":{"level":{"enum":["low","high"]}},"required":["level"]}""";

        Assert.Equal(OutputFailure.Violations, Check("""{"level":"low or high"}""", Schema).Failure);
    }

    [Theory]
    [InlineData("""{"$ref":"#/$defs/f","$defs":{"f":{"type":"object","properties":{"p":{"anyOf":[{"$ref":"#/$defs/f"},{"type":"integer"}]}},"required":["p"]}}}""", "\"x\"")]
    [InlineData("""{"type":"array","items":{"$ref":"#"}}""", "5")]
    [InlineData("""{"type":"object","properties":{"p":{"$ref":"#"}},"required":["p"],"additionalProperties":false}""", "{\"q\":{\"q\":1}}")]
    public void ASchemaThatHoldsItselfEnds(string schema, string text) => Assert.False(Check(text, schema, new() { Allow = LossyRepairs.Pick | LossyRepairs.Fill }).IsValid);

    [Theory]
    [InlineData("""{"type":"object","properties":{"low":{"type":"integer"},"high":{"type":"integer"}},"x-assert":["this.low <= this.high"]}""", """{"low":1,"high":1}""", """{"low":2,"high":1}""", "")]
    [InlineData("""{"type":"array","items":{"type":"string","x-assert":[["named","this | length > 1"]]}}""", """["ab","cd"]""", """["ab","c"]""", "/1")]
    [InlineData("""{"type":"object","properties":{"a/b":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer","x-assert":["this > 0","this < 10"]}}}""", """{"a/b":9}""", """{"a/b":10}""", "/a~1b")]
    [InlineData("""{"type":"object","properties":{"n":{"anyOf":[{"type":"null"},{"type":"integer","x-assert":["this % 2 == 0"]}]}}}""", """{"n":null}""", """{"n":3}""", "/n")]
    public void WhatASchemaAssertsHoldsOrIsAnErrorAtItsPlace(string schema, string good, string bad, string place)
    {
        Assert.True(Check(good, schema).IsValid);

        var check = Check(bad, schema);

        Assert.Equal(OutputFailure.Violations, check.Failure);
        Assert.Equal(("output.x-assert", place), (Assert.Single(check.Errors).Code, check.Errors[0].Path));
    }

    [Theory]
    [InlineData("this.")]
    [InlineData("this.missing.more")]
    [InlineData("")]
    public void AnAssertionThatCannotBeReadHoldsForNothing(string condition)
    {
        var schema = $$"""{"type":"object","x-assert":["{{condition}}"]}""";

        Assert.Equal("output.x-assert", Assert.Single(Check("""{"a":1}""", schema).Errors).Code);
    }

    private static OutputValidation Check(string text, string? schema, SkillOutput? settings = null) =>
        SchemaSeam.Validator().Validate(Skill(schema, settings ?? new()), new() { Text = text });

    private static Skill Skill(string? schema, SkillOutput settings) => new()
    {
        Id = "s",
        Name = "S",
        OutputSchema = schema is null ? null : JsonElement.Parse(schema),
        Output = settings,
    };
}
