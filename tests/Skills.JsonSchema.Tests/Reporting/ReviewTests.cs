namespace Skills.JsonSchema.Tests.Reporting;

/// <summary>A realistic output of a model with six faults of different kinds.</summary>
public sealed class ReviewTests
{
    [Fact]
    public void EveryFaultIsListedOnceAndNothingElse()
    {
        var schema = Some.Schema("""
            {"$id":"https://skills.example/review","type":"object","required":["score","issues"],"properties":{
              "score":{"type":"number","maximum":10},
              "reviewed_at":{"type":"string","format":"date-time"},
              "issues":{"type":"array","items":{"$ref":"#/$defs/issue"}}},
             "$defs":{"issue":{"type":"object","additionalProperties":false,"required":["id","severity","location"],"properties":{
              "id":{"type":"string","pattern":"^ISS-[0-9]{3,6}$"},
              "severity":{"enum":["low","medium","high"]},
              "location":{"type":"object","required":["line"],"properties":{"line":{"type":"integer","minimum":1}}},
              "fix":{"anyOf":[{"type":"null"},{"type":"object","required":["text"]}]}}}}}
            """, Some.Asserting);

        var result = schema.Validate(Some.Json("""
            {"score":11,"reviewed_at":"yesterday","issues":[
              {"id":"ISS-001","severity":"blocker","location":{"line":1},"fix":{"text":"x"}},
              {"id":"ISS-1","severity":"low","location":{"line":2},"fix":null},
              {"id":"ISS-003","severity":"low","location":{}},
              {"id":"ISS-004","severity":"low","location":{"line":4},"extra":true}]}
            """));

        Assert.Equal(
            """
            /score: 11 is greater than the maximum of 10.
            /reviewed_at: "yesterday" is not a valid date-time.
            /issues/0/severity: "blocker" is not one of "low", "medium", "high".
            /issues/1/id: "ISS-1" does not match the pattern ^ISS-[0-9]{3,6}$.
            /issues/2/location: The property "line" is missing.
            /issues/3: The property "extra" is not allowed.
            """,
            result.ToString());
        Assert.Equal("https://skills.example/review#/$defs/issue/properties/severity/enum", result.Errors[2].SchemaLocation);
    }
}
