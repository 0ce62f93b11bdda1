using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>Rules with several options together, values that stand exactly at a bound, and what a fixed value must still satisfy.</summary>
public sealed class RuleOptionsTests
{
    [Theory]
    [InlineData("contains", """{"field":"s","values":["ADA","Bob"],"mode":"any","ignore_case":true}""", """{"s":"ada"}""", true)]
    [InlineData("contains", """{"field":"s","values":["ADA","Bob"],"mode":"all","ignore_case":true}""", """{"s":"bob and ada"}""", true)]
    [InlineData("contains", """{"field":"s","values":["ADA","Bob"],"mode":"any"}""", """{"s":"ada bob"}""", false)]
    [InlineData("range_check", """{"field":"n","max":5,"exclusive":true}""", """{"n":5}""", false)]
    [InlineData("range_check", """{"field":"n","min":1,"max":5,"exclusive":true}""", """{"n":4.99}""", true)]
    [InlineData("compare", """{"field":"a","op":"<=","other_input":"max"}""", """{"a":5}""", true)]
    [InlineData("compare", """{"field":"a","op":">=","other_input":"max"}""", """{"a":5}""", true)]
    [InlineData("compare", """{"field":"a","op":">","other_input":"max"}""", """{"a":5}""", false)]
    [InlineData("sorted", """{"field":"xs","order":"descending"}""", """{"xs":[2,2,1]}""", true)]
    [InlineData("sorted", """{"field":"xs","order":"descending"}""", """{"xs":[1,2]}""", false)]
    [InlineData("sorted", """{"field":"xs","order":"descending","by":"n"}""", """{"xs":[{"n":1},{"n":2}]}""", false)]
    [InlineData("sorted", """{"field":"xs"}""", """{"xs":[1,1,2]}""", true)]
    [InlineData("regex", """{"field":"s","pattern":"cat|dog","match":"full"}""", """{"s":"cats"}""", false)]
    [InlineData("regex", """{"field":"s","pattern":"cat|dog","match":"full"}""", """{"s":"a dog"}""", false)]
    [InlineData("regex", """{"field":"s","pattern":"cat|dog","match":"full"}""", """{"s":"dog"}""", true)]
    [InlineData("regex", """{"field":"s","pattern":"CAT","match":"full","ignore_case":true,"negate":true}""", """{"s":"cat"}""", false)]
    [InlineData("regex", """{"field":"s","pattern":"CAT","match":"full","ignore_case":true,"negate":true}""", """{"s":"cats"}""", true)]
    [InlineData("similarity", """{"field":"s","input":"text","max":1}""", """{"s":"the quick fox"}""", true)]
    [InlineData("similarity", """{"field":"s","input":"text","min":1,"max":1}""", """{"s":"The  quick fox"}""", true)]
    [InlineData("grounded_in", """{"field":"s","inputs":["other","text"]}""", """{"s":"quick"}""", true)]
    [InlineData("grounded_in", """{"field":"s","inputs":["text","other"]}""", """{"s":"lazy"}""", true)]
    [InlineData("grounded_in", """{"field":"s","input":"text","quotes":true,"min_length":5}""", """{"s":"\"sloth\""}""", false)]
    [InlineData("grounded_in", """{"field":"s","input":"text","quotes":true,"min_length":6}""", """{"s":"\"sloth\""}""", true)]
    [InlineData("words", """{"field":"s","min":2,"max":2}""", """{"s":"two words"}""", true)]
    [InlineData("unique", """{"field":"xs","by":"id","optional":true}""", "{}", true)]
    [InlineData("one_of", """{"field":"n","values":["a",1],"ignore_case":true}""", """{"n":1}""", true)]
    public async Task OptionsWorkTogetherAndBoundsAreExact(string type, string parameters, string outputs, bool passes)
    {
        var check = await RuleCase.RunAsync(type, parameters, outputs, """{"max":5,"text":"The quick fox","other":"A lazy dog"}""");

        Assert.Equal(passes, check.Result.Passed);
    }

    [Theory]
    [InlineData("unique", """{"field":"xs","by":"id"}""", """{"xs":[{"id":1},{"n":1},{"id":1},{"n":1},{"id":2}]}""", """{"xs":[{"id":1},{"n":1},{"n":1},{"id":2}]}""")]
    [InlineData("sorted", """{"field":"xs","order":"descending"}""", """{"xs":[1,3,2]}""", """{"xs":[3,2,1]}""")]
    [InlineData("sorted", """{"field":"xs","by":"n"}""", """{"xs":[{"n":2,"i":0},{"n":1,"i":1},{"n":2,"i":2},{"n":1,"i":3}]}""", """{"xs":[{"n":1,"i":1},{"n":1,"i":3},{"n":2,"i":0},{"n":2,"i":2}]}""")]
    [InlineData("sorted", """{"field":"xs","order":"descending","by":"n"}""", """{"xs":[{"n":1,"i":0},{"n":2,"i":1},{"n":1,"i":2}]}""", """{"xs":[{"n":2,"i":1},{"n":1,"i":0},{"n":1,"i":2}]}""")]
    [InlineData("length", """{"field":"s","max":0}""", """{"s":"abc"}""", """{"s":""}""")]
    [InlineData("length", """{"field":"xs","max":2}""", """{"xs":[3,1,2]}""", """{"xs":[3,1]}""")]
    [InlineData("words", """{"field":"s","max":2}""", """{"s":"a b\n c d"}""", """{"s":"a b"}""")]
    [InlineData("range_check", """{"field":"xs[*]","min":1,"max":5}""", """{"xs":[0,3,9]}""", """{"xs":[1,3,5]}""")]
    public async Task AFixKeepsWhatIsNotWrong(string type, string parameters, string outputs, string repaired)
    {
        var check = await FixAsync(type, parameters, outputs);

        Assert.True(check.Result.Passed);
        Assert.Equal(JsonElement.Parse(repaired).GetRawText(), check.Outputs.GetRawText());
    }

    /// <summary>A value that its rule cannot fix stays as it is: nothing is written that is wrong as well.</summary>
    [Theory]
    [InlineData("range_check", """{"field":"n","max":5,"exclusive":true}""", """{"n":9}""")]
    [InlineData("not_one_of", """{"field":"s","values":["none"],"ignore_case":true}""", """{"s":"NONE"}""")]
    [InlineData("sorted", """{"field":"xs"}""", """{"xs":[2,"a",1]}""")]
    [InlineData("sorted", """{"field":"xs","by":"n"}""", """{"xs":[{"n":2},{},{"n":1}]}""")]
    [InlineData("length", """{"field":"s","min":5}""", """{"s":"abc"}""")]
    [InlineData("words", """{"field":"s","min":5}""", """{"s":"abc"}""")]
    public async Task WhatCannotBeMendedStaysAsItIs(string type, string parameters, string outputs)
    {
        var check = await FixAsync(type, parameters, outputs);

        Assert.False(check.Result.Passed);
        Assert.Equal(outputs, check.Outputs.GetRawText());
        Assert.Empty(check.Edits);
    }

    [Fact]
    public async Task TheWholeOutputIsNeverDropped()
    {
        var check = await RuleCase.RunAsync("json_schema", """{"schema":{"required":["a"]}}""", """{"b":1}""", change: static r => r with { OnFail = RuleFailureAction.Drop });

        Assert.Equal("""{"b":1}""", check.Outputs.GetRawText());
        Assert.Empty(check.Edits);
        Assert.Single(check.Errors);
    }

    [Fact]
    public async Task AFixThatBreaksTheSchemaIsAnError()
    {
        const string Schema = """{"type":"object","properties":{"s":{"type":"string","minLength":3}}}""";

        var check = await RuleCase.RunAsync("length", """{"field":"s","max":2}""", """{"s":"abc"}""", schema: Schema, change: static r => r with { OnFail = RuleFailureAction.Fix });

        Assert.Equal("output.minLength", Assert.Single(check.Errors).Code);
        Assert.False(check.Result.Passed);
    }

    private static ValueTask<RuleValidation> FixAsync(string type, string parameters, string outputs) =>
        RuleCase.RunAsync(type, parameters, outputs, change: static r => r with { OnFail = RuleFailureAction.Fix });
}
