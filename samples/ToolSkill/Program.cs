using Skills.Engine;
using Skills.Engine.ToolSkill;

// A skill that looks up an order and answers.
var skill = new Skill
{
    Id = "order-status",
    Name = "Order status",
    Description = "Tells a customer where an order is.",
    PromptTemplate = "Answer the customer in one sentence. Look up the order first.\n\n{{ question }}",
    Output = new() { Format = OutputFormat.Text },
    Tools = ["look_up_order"],
    Limits = new() { MaxToolRounds = 3, MaxCostUsd = 0.05m },
};

await using var engine = SkillsEngine.Create(builder =>
{
    builder.AddTool<OrderQuery, Order>(
        "look_up_order",
        "Looks up an order by its number. Returns its state and the date of delivery.",
        static (query, _) => Task.FromResult(Orders.Find(query.Number)));
    Models.AddFromEnvironment(builder);
});

SkillResult? result = null;
await foreach (var happened in engine.StreamAsync(skill, new { question = args.Length > 0 ? string.Join(' ', args) : "Where is my order A-17?" }))
{
    switch (happened)
    {
        case SkillToolCallEvent { Call: var call }:
            Console.WriteLine($"  calls {call.Name} {call.Arguments}");
            break;
        case SkillToolResultEvent { Run: var run }:
            Console.WriteLine($"  {run.Status}: {run.Result ?? run.Error}");
            break;
        case SkillResultEvent end:
            result = end.Result;
            break;
    }
}

Console.WriteLine();
Console.WriteLine(result!.IsSuccess ? result.RawOutput : result.ErrorMessage);
Console.WriteLine($"{result.ModelProvider}/{result.ModelId}, {result.Attempts.Count} attempts, {result.ToolRuns.Count} calls, {result.CostUsd?.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"} USD");
return result.IsSuccess ? 0 : 1;
