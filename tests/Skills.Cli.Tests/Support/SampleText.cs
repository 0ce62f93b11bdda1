namespace Skills.Cli.Tests.Support;

/// <summary>Skill files of tests.</summary>
internal static class SampleText
{
    /// <summary>A skill with one text input, one optional number, and two tests.</summary>
    public const string Greeting = """
        skill: 1
        name: greeting
        version: 1.0.0
        description: Greets a person by name, once or several times.
        input:
          schema:
            name: string
            times?: integer
        output:
          schema:
            greeting: string
        messages:
          - role: system
            cache: true
            content: You greet people.
          - role: user
            content: Greet {{ name }}{% if times %} {{ times }} times{% endif %}.
        examples:
          - input: { name: Ada }
            output: { greeting: "Hello, Ada!" }
        model:
          prefer: [local/test-model]
        cache: { enabled: false }
        tests:
          - name: Ada is greeted
            input: { name: Ada }
            respond: '{"greeting": "Hello, Ada!"}'
            expect:
              - status: success
              - path: $.greeting
                contains: Ada
        """;

    /// <summary>A skill with a name that no schema declares.</summary>
    public const string Broken = """
        skill: 1
        name: broken
        version: 1.0.0
        description: A skill with a typo in its template.
        input:
          schema:
            text: string
        prompt: "Ticket: {{ txet }} {{ text }}"
        """;
}
