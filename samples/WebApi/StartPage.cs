/// <summary>The page at the root: links, and Scalar below them.</summary>
internal static class StartPage
{
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <title>Skills</title>
          <style>
            body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 15px system-ui, sans-serif; }
            nav { padding: 10px 16px; display: flex; gap: 18px; }
            iframe { flex: 1; border: 0; border-top: 1px solid #ccc; }
          </style>
        </head>
        <body>
          <nav>
            <strong>Skills</strong>
            <a href="/skills">skills</a>
            <a href="/openapi/v1.json">OpenAPI</a>
            <a href="/skills/runs">runs</a>
            <a href="/skills-ui">dashboard</a>
            <a href="/health">health</a>
            <a href="/scalar">Scalar</a>
            <span>MCP: <code>/skills/mcp</code></span>
          </nav>
          <iframe src="/scalar" title="API reference"></iframe>
        </body>
        </html>
        """;
}
