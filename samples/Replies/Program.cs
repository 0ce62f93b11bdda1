using System.Text.Json;
using Microsoft.Extensions.AI;
using Skills.Replies;

// A reply as models write them: prose, a fence, a comment, another spelling of a key, a number as a text.
using var client = new ScriptedChatClient("""
    Sure! Here is the ticket:

    ```json
    {
      "Title": "Water under the sink",
      "priority": "HIGH",   // it is getting worse
      "hours": "3",
    }
    ```
    """);

var schema = ReplySchema.Compile(JsonElement.Parse("""
    {
      "type": "object",
      "properties": {
        "title": { "type": "string" },
        "priority": { "enum": ["low", "medium", "high"] },
        "hours": { "type": "integer" }
      },
      "required": ["title", "priority", "hours"],
      "additionalProperties": false
    }
    """));

ChatMessage[] messages = [new(ChatRole.User, "Make a ticket of this: there is water under the sink. Answer in JSON.")];

// While the reply arrives: what can be shown so far.
var stream = ReplyReader.Stream(schema);
var text = "";
await foreach (var update in client.GetStreamingResponseAsync(messages))
{
    text += update.Text;
    if (stream.Append(update.Text) && stream.Current.Value is { } soFar)
    {
        Console.WriteLine($"so far  {soFar.GetRawText()}");
    }
}

// At the end: the value that satisfies the schema, and every repair.
var reading = ReplyReader.Read(text, schema);
Console.WriteLine($"{reading.Status,-7} {reading.Value}");
foreach (var edit in reading.Edits)
{
    Console.WriteLine($"edit    {edit.Kind,-6} {edit.Name} {edit.Path}");
}

foreach (var finding in reading.Findings)
{
    Console.WriteLine($"finding {finding.Code} {finding.Path} {finding.Message}");
}

return reading.IsValid ? 0 : 1;
