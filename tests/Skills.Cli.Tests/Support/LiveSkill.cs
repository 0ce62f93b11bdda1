namespace Skills.Cli.Tests.Support;

/// <summary>A skill whose tests need a model or a recording.</summary>
internal static class LiveSkill
{
    /// <summary>Returns the skill with so many cases, each of which expects "Hello".</summary>
    public static string With(int cases, string model = "local/test-model", int repeat = 1) => $"""
        skill: 1
        name: greeting
        version: 1.0.0
        description: Greets a person by name, with a model.
        input:
          schema:
            name: string
        output:
          schema:
            greeting: string
        prompt: "Greet {"{{"} name {"}}"}."
        model:
          prefer: [{model}]
        limits: {"{"} attempts: 1 {"}"}
        cache: {"{"} enabled: false {"}"}
        tests:
        {string.Join('\n', Enumerable.Range(1, cases).Select(n => $$"""
          - name: person {{n}} is greeted
            input: { name: Person {{n}} }
            repeat: {{repeat}}
            expect:
              - path: $.greeting
                contains: Hello
        """))}
        """;
}
