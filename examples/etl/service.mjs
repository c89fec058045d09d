/** A web service with orders. It ends when it is told to, or after 20 s without a request. */
import { createServer } from "node:http";

const port = Number(process.argv[2]);
const orders = {
	north: [
		{ id: 1, amount: 120.5, note: "two, with care" },
		{ id: 2, amount: 9.99, note: "" },
	],
	south: [{ id: 3, amount: 64.25, note: 'the "big" one' }],
	west: [
		{ id: 4, amount: 20, note: "" },
		{ id: 5, amount: 310, note: "pallet" },
	],
};
let refusals = 1;

const server = createServer((request, response) => {
	idle.refresh();
	const url = new URL(request.url, `http://127.0.0.1:${port}`);
	console.log(`${request.method} ${url.pathname}${url.search}`);
	const answer = (status, body) => {
		response.writeHead(status, { "content-type": "application/json" });
		response.end(JSON.stringify(body));
	};
	const region = url.searchParams.get("region");
	if (url.pathname === "/health") answer(200, { healthy: true });
	else if (url.pathname === "/orders" && region === "south" && refusals-- > 0) answer(503, { error: "try again" });
	else if (url.pathname === "/orders" && Object.hasOwn(orders, region)) answer(200, orders[region]);
	else if (url.pathname === "/loads" && request.method === "POST") answer(201, { accepted: true });
	else if (url.pathname === "/stop" && request.method === "POST") {
		response.on("finish", end);
		answer(200, { stopping: true });
	} else answer(404, { error: "not found" });
});
const idle = setTimeout(end, 20_000);
server.listen(port, "127.0.0.1", () => console.log(`listening on ${port}`));

function end() {
	clearTimeout(idle);
	server.close();
	server.closeAllConnections();
}
