/** Answers as something that is no LLM server at all, or one whose memory is broken. */
export function makeGarbage(request: Request): Response {
  const { pathname } = new URL(request.url);
  if (pathname.includes("metrics")) {
    return new Response("\u0000\u0001vllm:num_requests_running{ NaN NaN\n{]<<<\n", {
      headers: { "content-type": "text/plain; version=0.0.4" },
    });
  }
  if (pathname.includes("models")) {
    return new Response('{"object":"list","data":[{"id":', {
      headers: { "content-type": "application/json" },
    });
  }
  return new Response(
    "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head>" +
      "<body><h1>Welcome to nginx!</h1></body></html>",
    { headers: { "content-type": "text/html", server: "nginx/1.27.3" } },
  );
}
